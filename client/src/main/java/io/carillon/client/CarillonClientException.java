package io.carillon.client;

/** A call that did not end with the answer it was made for. */
public abstract sealed class CarillonClientException extends RuntimeException
        permits CarillonApiException, CarillonUnreachableException, CarillonProtocolException {

    private static final long serialVersionUID = 1;

    CarillonClientException(String message) {
        super(message);
    }

    CarillonClientException(String message, Throwable cause) {
        super(message, cause);
    }
}
