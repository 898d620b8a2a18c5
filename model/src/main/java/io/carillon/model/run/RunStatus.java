package io.carillon.model.run;

/** The state of a run as the outside sees it. */
public enum RunStatus {
    /** Recorded, not due. */
    PENDING,
    /** Due, waiting for or sent to a worker. */
    SCHEDULED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    SKIPPED;

    public boolean isFinal() {
        return switch (this) {
            case PENDING, SCHEDULED, RUNNING -> false;
            case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
        };
    }
}
