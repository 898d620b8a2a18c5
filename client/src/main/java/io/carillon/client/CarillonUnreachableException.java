package io.carillon.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * No answer came. The request may have been carried out all the same, unless the connection was refused.
 */
public final class CarillonUnreachableException extends CarillonClientException {

    private static final long serialVersionUID = 1;

    private final URI server;
    private final boolean heard;

    /** @param heard whether the question may have come to the server */
    CarillonUnreachableException(URI server, String reason, boolean heard, @Nullable Throwable cause) {
        super("no answer from " + server + ": " + reason, cause);
        this.server = server;
        this.heard = heard;
    }

    boolean mayHaveBeenHeard() {
        return heard;
    }

    /** The address that was tried. */
    public URI server() {
        return server;
    }
}
