package io.carillon.simulation;

import io.carillon.engine.SteadyTime;
import io.carillon.gateway.SharedTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What is wrong about what time it is. */
final class ClockMutants {

    private ClockMutants() {}

    /** Goes by the machine's own clock. It never steps back, which is not enough. */
    static final class WallClockFollowed extends Variation {

        @Override
        InstantSource time(SharedTime shared, InstantSource wall) {
            return new InstantSource() {

                private SteadyTime time = SteadyTime.startingAt(wall.instant(), shared.ticks());

                @Override
                public Instant instant() {
                    long ticks = shared.ticks();
                    time = time.following(wall.instant(), ticks, ticks);
                    return time.at(ticks).truncatedTo(ChronoUnit.MICROS);
                }
            };
        }
    }
}
