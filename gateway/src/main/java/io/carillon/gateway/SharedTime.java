package io.carillon.gateway;

import io.carillon.engine.SteadyTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The time of a node, to the microsecond: what the one clock that all nodes share said when it was last asked, and what has elapsed
 * since. What the node's machine believes about the time of day has no part in it. Safe for use by several threads.
 */
public final class SharedTime implements InstantSource {

    private final LongSupplier ticks;
    private final AtomicReference<SteadyTime> time;

    /**
     * @param ticks nanoseconds of a clock that only ever goes on
     * @param said what the shared clock has just said
     */
    public SharedTime(LongSupplier ticks, Instant said) {
        this.ticks = ticks;
        this.time = new AtomicReference<>(SteadyTime.startingAt(said, ticks.getAsLong()));
    }

    @Override
    public Instant instant() {
        long read = ticks.getAsLong();
        SteadyTime known = time.get();
        return known.at(latest(read, known.ticks())).truncatedTo(ChronoUnit.MICROS);
    }

    /** To be remembered when the shared clock is asked. */
    public long ticks() {
        return ticks.getAsLong();
    }

    /** The shared clock has answered a question that was asked at these ticks. */
    public void heard(Instant said, long askedAt) {
        long heardAt = ticks.getAsLong();
        time.updateAndGet(known -> known.following(said, askedAt, latest(heardAt, known.ticks())));
    }

    /** Another thread may have heard of a later time in between. */
    private static long latest(long one, long other) {
        return one - other < 0 ? other : one;
    }
}
