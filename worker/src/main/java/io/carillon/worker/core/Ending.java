package io.carillon.worker.core;

/** How a worker ended. */
public sealed interface Ending {

    /** It was asked to leave. {@code complete} if everything finished in time and every result was acknowledged. */
    record Left(boolean complete) implements Ending {}

    /** The node will not have it, and trying again cannot help until somebody changes something. */
    record TurnedAway(String code, String message) implements Ending {}
}
