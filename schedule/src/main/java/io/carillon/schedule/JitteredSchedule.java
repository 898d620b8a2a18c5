package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Each fire of another schedule, late by an amount that is fixed for the job and the fire. The amount is less than the jitter
 * and less than the way to the following fire, so fires keep their order, none is lost and none falls on another; and it
 * depends on nothing but those instants, so any node that asks computes the same.
 */
final class JitteredSchedule implements Schedule {

    private final Schedule fires;
    private final Duration jitter;
    private final long spread;

    JitteredSchedule(Schedule fires, Duration jitter, long spread) {
        this.fires = fires;
        this.jitter = jitter;
        this.spread = spread;
    }

    /** Only the last fire up to the instant can be delayed beyond it; failing that, it is the one after. */
    @Override
    public @Nullable Instant next(Instant after) {
        Instant current = lastWithin(after);
        if (current == null) {
            current = fires.next(after);
        }
        while (current != null) {
            Instant following = fires.next(current);
            Instant delayed = delayed(current, following);
            if (delayed.isAfter(after)) {
                return delayed;
            }
            current = following;
        }
        return null;
    }

    private Instant delayed(Instant fire, @Nullable Instant following) {
        long bound = jitter.toMillis();
        if (following != null) {
            bound = Math.min(bound, Duration.between(fire, following).toMillis());
        }
        long draw = Mixing.mixed(spread, fire.getEpochSecond() * 1_000_000_000L + fire.getNano());
        return fire.plusMillis(Mixing.below(draw, bound));
    }

    /** The last fire in (after - jitter, after], found by halving, since a schedule can only be asked forward. */
    private @Nullable Instant lastWithin(Instant after) {
        if (after.isBefore(Horizon.FIRST)) {
            return null;
        }
        Instant last = fireUpTo(after.minus(jitter), after);
        Instant high = after;
        while (last != null) {
            Instant later = fireUpTo(last, after);
            if (later == null) {
                return last;
            }
            Instant middle = later.plus(Duration.between(later, high).dividedBy(2));
            Instant beyond = fireUpTo(middle, after);
            if (beyond == null) {
                high = middle;
                last = later;
            } else {
                last = beyond;
            }
        }
        return null;
    }

    private @Nullable Instant fireUpTo(Instant from, Instant limit) {
        Instant fire = fires.next(from);
        return fire != null && !fire.isAfter(limit) ? fire : null;
    }
}
