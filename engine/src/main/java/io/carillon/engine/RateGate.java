package io.carillon.engine;

import io.carillon.model.job.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets no more than a number through in any stretch of time of a length. It remembers when each went, in steps of a thousandth of
 * that length and at least a millisecond, rounded up: what it remembers stays small, and it never lets one go too early.
 *
 * <p>What a former owner let through is unknown. So a gate that was taken over begins as if its number had gone evenly over the
 * stretch before: it lets nothing through at once, and then one after the other as steadily as the rate allows on average.
 */
final class RateGate extends Gate {

    private static final int STEPS = 1_000;

    private final ArrayDeque<Gone> gone = new ArrayDeque<>();
    private @Nullable RateLimit limit;
    private int inWindow;
    private long window;
    private long step;

    RateGate(Guarded of) {
        super(of);
    }

    /** How many went by the end of a step. */
    private record Gone(long at, int count) {}

    /** What has gone before counts against another rate as well. */
    void define(@Nullable RateLimit next) {
        limit = next;
        if (next == null) {
            gone.clear();
            inWindow = 0;
        } else {
            window = ceilMillis(next.per());
            step = Math.max(1, window / STEPS);
        }
    }

    /** Nobody knows what went before this instant. */
    void refillFrom(Instant from) {
        if (limit == null) {
            return;
        }
        gone.clear();
        inWindow = 0;
        int parts = Math.min(limit.max(), STEPS);
        for (int i = 1; i <= parts; i++) {
            int count = (int) ((long) limit.max() * i / parts - (long) limit.max() * (i - 1) / parts);
            add(from.toEpochMilli() - window + ceilDiv(window * i, parts), count);
        }
    }

    void handedOut(Instant at) {
        if (limit != null) {
            forget(at);
            add(ceilMillis(at, step), 1);
        }
    }

    /** Whether what went before still holds anybody back. */
    boolean remembers(Instant now) {
        forget(now);
        return inWindow > 0;
    }

    @Nullable
    RateLimit limit() {
        return limit;
    }

    @Override
    int room(Instant now) {
        if (limit == null) {
            return ANY_NUMBER;
        }
        forget(now);
        return Math.max(0, limit.max() - inWindow);
    }

    /** The first instant at which one more may go than just now. */
    @Override
    @Nullable
    Instant opensAt() {
        if (limit == null || gone.isEmpty()) {
            return null;
        }
        int left = inWindow;
        for (Gone each : gone) {
            left -= each.count();
            if (left < limit.max()) {
                return Instant.ofEpochMilli(each.at() + window);
            }
        }
        return null;
    }

    private void forget(Instant now) {
        long before = now.toEpochMilli() - window;
        for (Gone first = gone.peekFirst(); first != null && first.at() <= before; first = gone.peekFirst()) {
            gone.removeFirst();
            inWindow -= first.count();
        }
    }

    private void add(long at, int count) {
        Gone last = gone.peekLast();
        if (last != null && last.at() >= at) {
            gone.removeLast();
            gone.addLast(new Gone(last.at(), last.count() + count));
        } else {
            gone.addLast(new Gone(at, count));
        }
        inWindow += count;
    }

    private static long ceilMillis(Duration span) {
        return span.plusNanos(999_999).toMillis();
    }

    private static long ceilMillis(Instant at, long step) {
        long millis = at.toEpochMilli();
        long up = Instant.ofEpochMilli(millis).isBefore(at) ? millis + 1 : millis;
        return ceilDiv(up, step) * step;
    }

    private static long ceilDiv(long value, long by) {
        return Math.ceilDiv(value, by);
    }
}
