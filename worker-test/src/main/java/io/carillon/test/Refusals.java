package io.carillon.test;

import io.carillon.engine.Reply;

/** What is thrown where the scheduler will not do as it is asked. */
final class Refusals {

    private Refusals() {}

    static RuntimeException of(Reply.Refused refused) {
        String message = refused.code() + ": " + refused.message();
        return switch (refused.kind()) {
            case INVALID, NOT_FOUND -> new IllegalArgumentException(message);
            case CONFLICT, PRECONDITION_FAILED, UNAVAILABLE -> new IllegalStateException(message);
        };
    }

    /** The reply that there must be. */
    static <R extends Reply> R require(Class<R> kind, Reply reply) {
        if (reply instanceof Reply.Refused refused) {
            throw of(refused);
        }
        if (!kind.isInstance(reply)) {
            throw new IllegalStateException("expected " + kind.getSimpleName() + ", not " + reply);
        }
        return kind.cast(reply);
    }
}
