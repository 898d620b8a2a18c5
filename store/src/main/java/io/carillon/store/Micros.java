package io.carillon.store;

import java.time.Duration;
import java.time.Instant;

/** Instants as they are stored: microseconds since 1970, which is exact past the year 9999. */
final class Micros {

    private static final long PER_SECOND = 1_000_000;
    private static final long MAX_SECOND = Long.MAX_VALUE / PER_SECOND - 1;

    private Micros() {}

    /** Instants outside of what 64 bits can count stand at the ends: they only ever bound a search. */
    static long of(Instant instant) {
        long second = Math.clamp(instant.getEpochSecond(), -MAX_SECOND, MAX_SECOND);
        return second * PER_SECOND + instant.getNano() / 1000;
    }

    static long of(Duration span) {
        return span.getSeconds() * PER_SECOND + span.getNano() / 1000;
    }

    static Instant toInstant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1000L);
    }
}
