package io.carillon.worker.task;

/** Thrown by a task that finds nothing to be done: its run ends as skipped. */
public final class SkipException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Nothing to be done.
     *
     * @param reason for people; it is kept with the run
     */
    public SkipException(String reason) {
        super(reason);
    }
}
