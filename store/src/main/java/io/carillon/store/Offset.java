package io.carillon.store;

import java.time.Instant;

/** Instants as a body keeps them: microseconds after another one, which are few bytes where that one is near. */
record Offset(long origin) {

    static Offset from(Instant origin) {
        return new Offset(Micros.of(origin));
    }

    /** Beyond what 64 bits can count it goes round, and back when it is read. */
    long of(Instant instant) {
        return Micros.of(instant) - origin;
    }

    Instant at(long offset) {
        return Micros.toInstant(origin + offset);
    }
}
