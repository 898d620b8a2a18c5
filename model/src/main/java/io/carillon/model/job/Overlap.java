package io.carillon.model.job;

/** What a run does while an earlier run of its job has not ended. */
public enum Overlap {
    /** Runs beside it. */
    ALLOW,
    /** Is skipped, and recorded as skipped. */
    SKIP,
    /** Waits for its turn. */
    QUEUE,
    /** Cancels the earlier one, then runs. */
    CANCEL_PREVIOUS
}
