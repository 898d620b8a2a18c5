package io.carillon.schedule;

import java.time.Instant;

/** The years 1 to 9999: outside of them nothing fires. */
final class Horizon {

    static final Instant FIRST = Instant.ofEpochSecond(CivilTime.FIRST_SECOND);
    static final Instant LAST = Instant.ofEpochSecond(CivilTime.LAST_SECOND);

    private Horizon() {}

    static boolean contains(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }
}
