package io.carillon.engine;

/** The store could not do what it was asked, for a reason outside the program. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Code code;

    /** What kind of trouble; counted by metrics. */
    public enum Code {
        UNAVAILABLE,
        IN_USE,
        SCHEMA,
        /** A node's settings are not the cluster's, or its id is another's. */
        MISFIT,
        /** The database went back in time, and nobody has accepted that yet. */
        RESTORED,
        CORRUPT
    }

    public StoreException(Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public StoreException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
