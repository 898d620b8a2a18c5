package io.carillon.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Whole periods after an anchor: nothing drifts, because each fire is counted from the anchor and not from the last. */
final class EverySchedule implements CountedSchedule {

    /** Spans below this many seconds are counted in nanoseconds without overflow, with room for one more period. */
    private static final long NANOS_FIT = 8_000_000_000L;

    private final Instant anchor;
    private final Duration period;
    private final long periodNanos;

    private EverySchedule(Instant anchor, Duration period) {
        this.anchor = anchor;
        this.period = period;
        this.periodNanos = period.toNanos();
    }

    /** Its first fire is one period after the anchor, which is taken in whole milliseconds, as it is stored. */
    static EverySchedule after(Instant anchor, Duration period) {
        return new EverySchedule(anchor.truncatedTo(ChronoUnit.MILLIS), period);
    }

    /** Its first fire is the instant itself. */
    static EverySchedule from(Instant first, Duration period) {
        return new EverySchedule(first.minus(period), period);
    }

    @Override
    public @Nullable Instant next(Instant after) {
        if (after.isBefore(anchor)) {
            return notBeyondLast(anchor.plus(period));
        }
        if (!after.isBefore(Horizon.LAST)) {
            return null;
        }
        long seconds = after.getEpochSecond() - anchor.getEpochSecond();
        Instant next = seconds < NANOS_FIT ? nextByNanos(after) : nextByDuration(after);
        return notBeyondLast(next);
    }

    @Override
    public Instant lastOf(int count, Instant after) {
        Instant first = next(after);
        return first == null ? Horizon.LAST : first.plus(period.multipliedBy(count - 1L));
    }

    private Instant nextByNanos(Instant after) {
        long elapsed = anchor.until(after, ChronoUnit.NANOS);
        return anchor.plusNanos((elapsed / periodNanos + 1) * periodNanos);
    }

    private Instant nextByDuration(Instant after) {
        long elapsed = Duration.between(anchor, after).dividedBy(period);
        return anchor.plus(period.multipliedBy(elapsed + 1));
    }

    private static @Nullable Instant notBeyondLast(Instant instant) {
        return instant.isAfter(Horizon.LAST) ? null : instant;
    }
}
