package io.carillon.client;

import org.jspecify.annotations.Nullable;

/** An answer that this client does not understand: not the expected document, or larger than it takes. */
public final class CarillonProtocolException extends CarillonClientException {

    private static final long serialVersionUID = 1;

    CarillonProtocolException(String message) {
        super(message);
    }

    CarillonProtocolException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
