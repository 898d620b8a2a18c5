package io.carillon.schedule;

import io.carillon.model.job.TriggerBounds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fires of another schedule from one instant to another, both included. */
final class BoundedSchedule implements Schedule {

    private final Schedule fires;
    private final Instant beforeFirst;
    private final Instant last;

    private BoundedSchedule(Schedule fires, Instant beforeFirst, Instant last) {
        this.fires = fires;
        this.beforeFirst = beforeFirst;
        this.last = last;
    }

    /** A greatest number is turned into a last instant once, so that no answer depends on what was asked before. */
    static Schedule of(Schedule fires, TriggerBounds bounds, Instant anchor) {
        Instant beforeFirst = bounds.start().map(start -> start.minusNanos(1)).orElse(Instant.MIN);
        Instant end = bounds.end().orElse(Instant.MAX);
        if (bounds.maxCount().isPresent()) {
            Instant start = beforeFirst.isAfter(anchor) ? beforeFirst : anchor;
            int count = bounds.maxCount().getAsInt();
            Instant last = Schedules.lastOf(count, fires, start);
            return new BoundedSchedule(fires, start, last.isBefore(end) ? last : end);
        }
        return new BoundedSchedule(fires, beforeFirst, end);
    }

    @Override
    public @Nullable Instant next(Instant after) {
        Instant next = fires.next(after.isBefore(beforeFirst) ? beforeFirst : after);
        return next == null || next.isAfter(last) ? null : next;
    }
}
