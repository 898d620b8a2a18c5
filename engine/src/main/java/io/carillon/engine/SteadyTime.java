package io.carillon.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * What time it is for a core: elapsed time that follows an authority, such as the wall clock or a database's. Where the authority
 * is ahead it follows at once: whatever has become due is late already. Where the authority steps back it does not: it goes at
 * half the pace until the other has caught up, so that nothing waits for ever, and nothing happens twice.
 *
 * @param base the time when {@code ticks} were read
 * @param ticks nanoseconds of a clock that only ever goes on
 * @param slowNanos how much of the elapsed time since then counts half
 */
public record SteadyTime(Instant base, long ticks, long slowNanos) {

    public static SteadyTime startingAt(Instant authority, long ticks) {
        return new SteadyTime(authority, ticks, 0);
    }

    public Instant at(long nowTicks) {
        long elapsed = nowTicks - ticks;
        return base.plusNanos(elapsed - Math.min(elapsed, slowNanos) / 2);
    }

    /** The same time, now that the authority has been heard. */
    public SteadyTime following(Instant authority, long nowTicks) {
        Instant here = at(nowTicks);
        if (!authority.isBefore(here)) {
            return new SteadyTime(authority, nowTicks, 0);
        }
        Duration ahead = Duration.between(authority, here);
        return new SteadyTime(here, nowTicks, ahead.multipliedBy(2).toNanos());
    }
}
