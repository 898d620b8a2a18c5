package io.carillon.client;

import java.net.URI;

/**
 * No answer came. The request may have been carried out all the same, unless the connection was refused.
 */
public final class CarillonUnreachableException extends CarillonClientException {

    private static final long serialVersionUID = 1;

    private final URI server;

    CarillonUnreachableException(URI server, String reason, Throwable cause) {
        super("no answer from " + server + ": " + reason, cause);
        this.server = server;
    }

    /** The address that was tried. */
    public URI server() {
        return server;
    }
}
