package io.carillon.client;

/**
 * Nobody knows whether a batch took effect: the connection broke after it had left, or its node could not make it durable in time. It is
 * there as a whole or not at all, and may still come to be.
 */
public final class OutcomeUnknownException extends CarillonClientException {

    private static final long serialVersionUID = 1;

    private final boolean repeatable;

    OutcomeUnknownException(String reason, boolean repeatable) {
        super("nobody knows whether the batch took effect: " + reason);
        this.repeatable = repeatable;
    }

    /** Whether each run has a key, so that to send the batch again makes no run twice. */
    public boolean isRepeatable() {
        return repeatable;
    }
}
