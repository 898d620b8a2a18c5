package io.carillon.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * What time it is for a core: elapsed time that follows an authority, the one clock that all nodes share.
 *
 * <p>Where the authority is ahead it follows at once: whatever has become due is late already. Elapsed time counts a little less
 * than it should, so that a quartz that is too fast makes nothing happen early; the next answer of the authority makes up for it.
 *
 * <p>Where the authority has stepped back it does not: it goes at five sixths of the pace until the other has caught up, so that
 * nothing waits for ever, and nothing happens twice. No slower, because a lease is trusted for four fifths of its length by this
 * time, and must not be trusted for longer than it lasts.
 *
 * @param base the time when {@code ticks} were read
 * @param ticks nanoseconds of a clock that only ever goes on
 * @param slowNanos how much of the elapsed time since then goes at the slower pace
 */
public record SteadyTime(Instant base, long ticks, long slowNanos) {

    /** No machine that keeps its clock right counts seconds that are so much too short. */
    private static final int QUARTZ_ERROR = 2_000;

    private static final int SLOWER_BY = 6;

    public static SteadyTime startingAt(Instant authority, long ticks) {
        return new SteadyTime(authority, ticks, 0);
    }

    public Instant at(long nowTicks) {
        long elapsed = nowTicks - ticks;
        return base.plusNanos(elapsed - elapsed / QUARTZ_ERROR - Math.min(elapsed, slowNanos) / SLOWER_BY);
    }

    /**
     * The same time, now that the authority has answered. What it said was so at some instant between the question and the answer:
     * a time that fits one of these instants is as good as the answer, which may have been long on its way.
     */
    public SteadyTime following(Instant authority, long askedTicks, long heardTicks) {
        Instant here = at(heardTicks);
        if (!authority.isBefore(here)) {
            return new SteadyTime(authority, heardTicks, 0);
        }
        Instant latest = authority.plusNanos(heardTicks - askedTicks);
        Duration ahead = here.isAfter(latest) ? Duration.between(latest, here) : Duration.ZERO;
        return new SteadyTime(here, heardTicks, ahead.multipliedBy(SLOWER_BY).toNanos());
    }
}
