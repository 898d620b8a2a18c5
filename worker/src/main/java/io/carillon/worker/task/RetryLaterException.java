package io.carillon.worker.task;

import java.time.Duration;

/** Thrown by a task that wants another attempt after a while, which counts as no failure. */
public final class RetryLaterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration after;

    public RetryLaterException(Duration after) {
        this(after, "");
    }

    /**
     * Not yet.
     *
     * @param reason for people; it is kept with the attempt
     */
    public RetryLaterException(Duration after, String reason) {
        super(reason);
        if (after.isNegative() || after.isZero()) {
            throw new IllegalArgumentException("to retry after " + after + " is not later");
        }
        this.after = after;
    }

    public Duration after() {
        return after;
    }
}
