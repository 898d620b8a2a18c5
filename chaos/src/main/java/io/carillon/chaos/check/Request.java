package io.carillon.chaos.check;

import java.time.Instant;

/** Something that a user asked for and was told to have. */
public sealed interface Request {

    String run();

    /** A run was asked for, and this is the one. */
    record Triggered(String run, String key) implements Request {}

    /** A run's end was asked for; it was in this state when that was acknowledged. */
    record Cancelled(String run, String state, Instant at) implements Request {}
}
