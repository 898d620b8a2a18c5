package io.carillon.server.node;

import io.carillon.engine.SteadyTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Time that follows the wall clock and never steps back, to the microsecond: the one place where this program reads a clock. */
public final class SystemTime implements InstantSource {

    private final AtomicReference<SteadyTime> time =
            new AtomicReference<>(SteadyTime.startingAt(Instant.now(), System.nanoTime()));

    @Override
    public Instant instant() {
        long ticks = System.nanoTime();
        Instant wall = Instant.now();
        return time.updateAndGet(known -> isBefore(ticks, known) ? known : known.following(wall, ticks))
                .at(ticks)
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** Another thread has read a later time in between. */
    private static boolean isBefore(long ticks, SteadyTime known) {
        return ticks - known.ticks() < 0;
    }
}
