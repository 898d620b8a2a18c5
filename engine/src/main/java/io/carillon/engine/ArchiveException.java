package io.carillon.engine;

/** The archive could not keep what it was given, for a reason outside the program. */
public final class ArchiveException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ArchiveException(String message, Throwable cause) {
        super(message, cause);
    }
}
