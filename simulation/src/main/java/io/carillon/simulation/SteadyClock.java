package io.carillon.simulation;

import io.carillon.engine.SteadyTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The time of a node's process: it follows the machine's clock and never steps back, as in a real node. */
final class SteadyClock implements InstantSource {

    private final Timeline timeline;
    private final WallClock wall;
    private final Instant origin;
    private SteadyTime time;

    SteadyClock(Timeline timeline, WallClock wall) {
        this.timeline = timeline;
        this.wall = wall;
        this.origin = timeline.now();
        this.time = SteadyTime.startingAt(wall.instant(), 0);
    }

    @Override
    public Instant instant() {
        long ticks = Duration.between(origin, timeline.now()).toNanos();
        time = time.following(wall.instant(), ticks);
        return time.at(ticks).truncatedTo(ChronoUnit.MICROS);
    }
}
