package io.carillon.worker.task;

/** A failure that another attempt cannot mend: the run fails at once, whatever its retry policy. */
public class NonRetryableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public NonRetryableException(String message) {
        super(message);
    }

    public NonRetryableException(String message, Throwable cause) {
        super(message, cause);
    }
}
