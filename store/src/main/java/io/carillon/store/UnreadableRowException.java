package io.carillon.store;

/** A row that does not say what it must: it is set aside, and the rest is read. */
final class UnreadableRowException extends Exception {

    private static final long serialVersionUID = 1;

    UnreadableRowException(String message) {
        super(message);
    }

    UnreadableRowException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Says what its cause says. */
    UnreadableRowException(Exception cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
