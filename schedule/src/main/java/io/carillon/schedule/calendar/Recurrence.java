package io.carillon.schedule.calendar;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The plain part of RFC 5545's recurrence rules: every so many days, weeks, months or years from the start. */
record Recurrence(
        ChronoUnit unit, int interval, int count, @Nullable LocalDateTime until) {

    private static final int MAX_COUNT = 10_000;
    private static final Set<String> KNOWN = Set.of("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST");

    static Recurrence read(ContentLine line, Function<String, LocalDateTime> time) {
        Map<String, String> parts = new HashMap<>();
        for (String part : line.value().split(";", -1)) {
            String[] sides = part.split("=", 2);
            String name = sides[0].toUpperCase(Locale.ROOT);
            if (sides.length < 2 || !KNOWN.contains(name)) {
                throw line.refused("'" + part + "' can't be followed; allowed: FREQ, INTERVAL, COUNT and UNTIL");
            }
            parts.put(name, sides[1]);
        }
        String until = parts.get("UNTIL");
        return new Recurrence(
                unit(line, parts.getOrDefault("FREQ", "").toUpperCase(Locale.ROOT)),
                number(line, parts.getOrDefault("INTERVAL", "1")),
                parts.containsKey("COUNT") ? number(line, parts.getOrDefault("COUNT", "")) : MAX_COUNT,
                until == null ? null : time.apply(until));
    }

    private static ChronoUnit unit(ContentLine line, String frequency) {
        return switch (frequency) {
            case "DAILY" -> ChronoUnit.DAYS;
            case "WEEKLY" -> ChronoUnit.WEEKS;
            case "MONTHLY" -> ChronoUnit.MONTHS;
            case "YEARLY" -> ChronoUnit.YEARS;
            default -> throw line.refused("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, not '" + frequency + "'");
        };
    }

    private static int number(ContentLine line, String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw line.refused("'" + text + "' is not a number from 1 to 9999");
        }
        return Integer.parseInt(text);
    }

    /** A month that lacks the day has no occurrence, and doesn't count as one. */
    List<LocalDateTime> starts(LocalDateTime from, LocalDate before) {
        List<LocalDateTime> starts = new ArrayList<>();
        for (long i = 0; starts.size() < count; i++) {
            LocalDateTime start = from.plus(i * interval, unit);
            if (!start.toLocalDate().isBefore(before) || (until != null && start.isAfter(until))) {
                return starts;
            }
            if (unit == ChronoUnit.DAYS || unit == ChronoUnit.WEEKS || start.getDayOfMonth() == from.getDayOfMonth()) {
                starts.add(start);
            }
        }
        return starts;
    }
}
