package io.carillon.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a job is held up for runs of its own that a former owner may have left behind: some time from when reading them has begun
 * to succeed. While the store answers nothing at all, nobody knows what is there, and the time does not run.
 */
final class Patience {

    private final Duration span;
    private @Nullable Instant unheardSince;
    private Instant answeredFrom = Instant.MIN;
    private Instant answeredAt = Instant.MIN;

    Patience(Duration span) {
        this.span = span;
    }

    /** Other partitions are owned now: what has been read so far says nothing of them. */
    void restart(Instant now) {
        if (unheardSince == null) {
            unheardSince = now;
        }
    }

    /** A read of runs succeeded. */
    void heard(Instant now) {
        if (unheardSince != null) {
            answeredFrom = unheardSince;
            answeredAt = now;
            unheardSince = null;
        }
    }

    /** Whether runs in a partition that was taken at an instant have been waited for long enough. */
    boolean isOver(Instant takenAt, Instant now) {
        if (unheardSince != null && !takenAt.isBefore(unheardSince)) {
            return false;
        }
        boolean coveredByAnswer = !takenAt.isBefore(answeredFrom) && takenAt.isBefore(answeredAt);
        return !now.isBefore((coveredByAnswer ? answeredAt : takenAt).plus(span));
    }
}
