package io.carillon.worker.task;

/** A step was done, and nobody knows it but this attempt: the next one will do it again. */
public final class StepNotSavedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StepNotSavedException(String step, String reason) {
        super("step \"" + step + "\" is done, and that could not be kept: " + reason);
    }
}
