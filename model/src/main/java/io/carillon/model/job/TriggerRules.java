package io.carillon.model.job;

import java.time.Duration;
import java.time.ZoneId;

/** The bounds that every interval keeps. */
final class TriggerRules {

    static final ZoneId UTC = ZoneId.of("UTC");
    static final Duration MIN_PERIOD = Duration.ofMillis(100);
    static final Duration MAX_PERIOD = Duration.ofDays(3660);

    private TriggerRules() {}

    static void period(String what, Duration value) {
        if (value.compareTo(MIN_PERIOD) < 0 || value.compareTo(MAX_PERIOD) > 0) {
            throw new IllegalArgumentException("'" + what + "' is between 100ms and 3660d");
        }
    }
}
