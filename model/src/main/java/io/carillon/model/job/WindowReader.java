package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and writes the window of a trigger: hours of the day on chosen weekdays. */
final class WindowReader {

    private static final int MAX_DAYS = 7;
    private static final List<String> DAYS =
            Arrays.stream(DayOfWeek.values()).map(CamelCase::of).toList();

    private WindowReader() {}

    static Optional<DailyWindow> read(ObjectReader trigger) {
        if (trigger.object("window").isEmpty()) {
            return Optional.empty();
        }
        var reader = trigger.nested("window");
        Optional<LocalTime> from = time("from", reader);
        Optional<LocalTime> to = time("to", reader);
        Set<DayOfWeek> days = days(reader);
        reader.close();
        if (from.isPresent() && from.equals(to)) {
            reader.problem("to", "invalid-value", "a window's 'from' and 'to' differ; without a window it is all day");
            return Optional.empty();
        }
        return from.flatMap(first -> to.map(last -> new DailyWindow(first, last, days)));
    }

    static Json write(DailyWindow window) {
        var out = Json.object()
                .put("from", window.from().toString())
                .put("to", window.to().toString());
        if (window.days().size() < MAX_DAYS) {
            out.put(
                    "days",
                    Json.array(window.days().stream()
                            .sorted()
                            .map(day -> Json.of(CamelCase.of(day)))
                            .toList()));
        }
        return out.build();
    }

    private static Optional<LocalTime> time(String name, ObjectReader reader) {
        return reader.requiredString(name).flatMap(text -> {
            Optional<LocalTime> time = time(text);
            if (time.isEmpty()) {
                reader.problem(
                        name, "invalid-value", "expected a time of day such as 09:00 or 17:30:15, not '" + text + "'");
            }
            return time;
        });
    }

    private static Optional<LocalTime> time(String text) {
        try {
            return Optional.of(LocalTime.parse(text))
                    .filter(time -> time.truncatedTo(ChronoUnit.SECONDS).equals(time));
        } catch (DateTimeParseException notATime) {
            return Optional.empty();
        }
    }

    /** Every day where none is named. */
    private static Set<DayOfWeek> days(ObjectReader reader) {
        if (reader.get("days").isEmpty()) {
            return EnumSet.allOf(DayOfWeek.class);
        }
        List<Json> items = reader.array("days", MAX_DAYS);
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (int i = 0; i < items.size(); i++) {
            day(items.get(i), "days/" + i, reader).ifPresent(days::add);
        }
        if (days.isEmpty()) {
            if (items.isEmpty()) {
                reader.problem("days", "invalid-value", "expected at least one of " + String.join(", ", DAYS));
            }
            return EnumSet.allOf(DayOfWeek.class);
        }
        return days;
    }

    private static Optional<DayOfWeek> day(Json item, String place, ObjectReader reader) {
        if (!(item instanceof Json.Str name)) {
            reader.problem(place, "wrong-type", "expected a string, not " + item.kind());
            return Optional.empty();
        }
        int index = DAYS.indexOf(name.value());
        if (index < 0) {
            String meant = Suggestions.nearest(name.value(), DAYS)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; expected one of " + String.join(", ", DAYS));
            reader.problem(place, "invalid-value", "'" + name.value() + "' is not a weekday" + meant);
            return Optional.empty();
        }
        return Optional.of(DayOfWeek.of(index + 1));
    }
}
