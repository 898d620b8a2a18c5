package io.carillon.model;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Spans as people write them: {@code 250ms}, {@code 30s}, {@code 1h30m}, {@code 7d}, or ISO-8601 such as {@code PT30S}. */
public final class Durations {

    public static final String RULE = "a number with a unit (ms, s, m, h, d), such as 30s or 1h30m";

    /** Enough for every unit once; a longer text would also be too deep for the pattern. */
    private static final int MAX_LENGTH = 64;

    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,12}(ms|s|m|h|d))+");
    private static final Pattern PART = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Durations() {}

    /** The span that a text names, in whole milliseconds, or nothing if it names none. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        if (WHOLE.matcher(text).matches()) {
            return Optional.of(sum(text));
        }
        if (!text.startsWith("P")) {
            return Optional.empty();
        }
        try {
            Duration iso = Duration.parse(text);
            return iso.isNegative() ? Optional.empty() : Optional.of(iso.truncatedTo(ChronoUnit.MILLIS));
        } catch (DateTimeParseException notIso) {
            return Optional.empty();
        }
    }

    /** The shortest text that {@link #parse} reads back, exact to the millisecond. */
    public static String format(Duration span) {
        long millis = span.toMillis();
        if (millis % 1000 != 0 || millis == 0) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        var out = new StringBuilder();
        part(out, span.toDaysPart(), "d");
        part(out, span.toHoursPart(), "h");
        part(out, span.toMinutesPart(), "m");
        part(out, span.toSecondsPart(), "s");
        return out.toString();
    }

    private static Duration sum(String text) {
        var total = Duration.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            Duration unit = UNITS.getOrDefault(parts.group(2), Duration.ZERO);
            total = total.plus(unit.multipliedBy(Long.parseLong(parts.group(1))));
        }
        return total;
    }

    private static void part(StringBuilder out, long amount, String unit) {
        if (amount > 0) {
            out.append(amount).append(unit);
        }
    }
}
