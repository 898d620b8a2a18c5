package io.carillon.membership;

import io.carillon.engine.StoreException;

/** How a board says that its server failed: which one, and what the innermost cause says, which is what helps. */
final class Failures {

    private Failures() {}

    static StoreException unavailable(Board board, Throwable failure) {
        return new StoreException(
                StoreException.Code.UNAVAILABLE,
                "the list of nodes at " + board.place() + " can't be reached: " + reason(failure),
                failure);
    }

    private static String reason(Throwable failure) {
        String outer = failure.getMessage();
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String inner = innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
        return outer == null || outer.contains(inner)
                ? String.valueOf(outer == null ? inner : outer)
                : outer + ": " + inner;
    }
}
