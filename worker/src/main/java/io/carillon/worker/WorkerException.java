package io.carillon.worker;

/** A worker that cannot be, with a code that a program can branch on. */
public final class WorkerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;

    WorkerException(String code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
