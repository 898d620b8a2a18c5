package io.carillon.client;

import org.jspecify.annotations.Nullable;

/** A call that did not end with the answer it was made for. */
public abstract sealed class CarillonClientException extends RuntimeException
        permits CarillonApiException, CarillonUnreachableException, CarillonProtocolException, OutcomeUnknownException {

    private static final long serialVersionUID = 1;

    CarillonClientException(String message) {
        super(message);
    }

    CarillonClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
