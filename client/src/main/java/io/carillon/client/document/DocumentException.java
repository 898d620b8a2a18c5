package io.carillon.client.document;

/** A file that can't be read as documents; the message names it and, where there is one, the line. */
public final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DocumentException(String message) {
        super(message);
    }

    public DocumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
