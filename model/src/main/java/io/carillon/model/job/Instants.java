package io.carillon.model.job;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as RFC 3339 writes them, to the microsecond, which is what is stored. */
public final class Instants {

    public static final String RULE = "an instant such as 2027-01-01T00:00:00Z";

    private static final Instant MIN = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Instants() {}

    public static Optional<Instant> parse(String text) {
        try {
            return inRange(OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS));
        } catch (DateTimeParseException notAnInstant) {
            return Optional.empty();
        }
    }

    /** The instant so many microseconds after 1970 began, or nothing where a text could not name it either. */
    public static Optional<Instant> ofMicros(long micros) {
        return inRange(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }

    private static Optional<Instant> inRange(Instant instant) {
        return instant.isBefore(MIN) || instant.isAfter(MAX) ? Optional.empty() : Optional.of(instant);
    }
}
