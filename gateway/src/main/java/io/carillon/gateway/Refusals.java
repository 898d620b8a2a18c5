package io.carillon.gateway;

import io.carillon.engine.Reply;

/** What refusals mean to whoever hears them, by whichever door he came. */
public final class Refusals {

    /** Said where a command may still take effect: nobody knows whether it does. */
    private static final String UNKNOWN_OUTCOME = "not-yet-durable";

    private Refusals() {}

    /** The HTTP status, which other doors use too. */
    public static int status(Reply.Kind kind) {
        return switch (kind) {
            case INVALID -> 422;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case PRECONDITION_FAILED -> 412;
            case UNAVAILABLE -> 503;
        };
    }

    /** Said to every command while the database is one that was restored to an earlier point in time. */
    public static Reply.Refused restored(String reason) {
        return new Reply.Refused(Reply.Kind.UNAVAILABLE, "database-restored", reason);
    }

    /** Whether what was asked may happen all the same. */
    public static boolean mayTakeEffect(Reply.Refused refused) {
        return refused.code().equals(UNKNOWN_OUTCOME);
    }
}
