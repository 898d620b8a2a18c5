package io.carillon.model.job;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The bounds that every interval keeps, and which parts of a trigger go together. */
final class TriggerRules {

    static final ZoneId UTC = ZoneId.of("UTC");
    static final Duration MIN_PERIOD = Duration.ofMillis(100);
    static final Duration MAX_PERIOD = Duration.ofDays(3660);

    /** What a trigger may say besides when it fires, with the kinds for which that has a meaning. */
    static final SequencedMap<String, List<String>> OPTIONS = options();

    private TriggerRules() {}

    static void period(String what, Duration value) {
        if (value.compareTo(MIN_PERIOD) < 0 || value.compareTo(MAX_PERIOD) > 0) {
            throw new IllegalArgumentException("'" + what + "' is between 100ms and 3660d");
        }
    }

    private static SequencedMap<String, List<String>> options() {
        var options = new LinkedHashMap<String, List<String>>();
        options.put("jitter", List.of("cron", "every", "delay", "at"));
        options.put("zone", List.of("cron", "every"));
        options.put("dialect", List.of("cron"));
        options.put("gap", List.of("cron"));
        options.put("overlap", List.of("cron"));
        options.put("window", List.of("every"));
        options.put("calendar", List.of("cron", "every"));
        options.put("onHoliday", List.of("cron", "every"));
        options.put("start", List.of("cron", "every", "delay"));
        options.put("end", List.of("cron", "every", "delay"));
        options.put("maxCount", List.of("cron", "every"));
        return Collections.unmodifiableSequencedMap(options);
    }
}
