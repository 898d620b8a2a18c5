package io.carillon.worker.task;

/** Ends a task that was told to stop. */
public final class AttemptCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AttemptCancelledException(JobContext run) {
        super("attempt " + run.attempt() + " of run " + run.runId() + " was told to stop");
    }
}
