package io.carillon.model.job;

import io.carillon.model.ResourceName;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.model.json.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the rules of a calendar. Whether the calendars that it uses are there is for their owner to say. */
final class CalendarReader {

    private static final List<String> EFFECTS = List.of("include", "exclude");
    private static final List<String> FORMS = List.of("dates", "weekdays", "hours", "period", "calendar");
    private static final int DAYS_OF_A_WEEK = 7;

    private CalendarReader() {}

    static Optional<CalendarSpec> read(String name, ObjectReader spec) {
        spec.requirePresent("rules");
        List<Json> items = spec.array("rules", CalendarSpec.MAX_RULES);
        if (items.isEmpty()
                && spec.get("rules").filter(Json.Arr.class::isInstance).isPresent()) {
            spec.problem("rules", "required", "a calendar has at least one rule");
        }
        var rules = new ArrayList<CalendarRule>();
        for (int i = 0; i < items.size(); i++) {
            rule(spec.item("rules", i, items.get(i))).ifPresent(rules::add);
        }
        spec.close();
        return rules.isEmpty() ? Optional.empty() : Optional.of(new CalendarSpec(name, rules));
    }

    private static Optional<CalendarRule> rule(ObjectReader reader) {
        Optional<String> effect = onlyOne(reader, EFFECTS);
        reader.close();
        return effect.flatMap(
                name -> form(name.equals("include") ? Effect.INCLUDE : Effect.EXCLUDE, reader.nested(name)));
    }

    private static Optional<CalendarRule> form(Effect effect, ObjectReader reader) {
        Optional<String> form = onlyOne(reader, FORMS);
        reader.close();
        return form.flatMap(name -> switch (name) {
            case "dates" -> dates(effect, reader);
            case "weekdays" -> weekdays(effect, reader);
            case "hours" -> hours(effect, reader.nested("hours"));
            case "period" -> period(effect, reader.nested("period"));
            default ->
                reader.parsed("calendar", ResourceName::new).map(used -> new CalendarRule.Use(effect, used.value()));
        });
    }

    /** The one member of some that is given; none or several are a mistake. */
    private static Optional<String> onlyOne(ObjectReader reader, List<String> names) {
        List<String> given =
                names.stream().filter(name -> reader.get(name).isPresent()).toList();
        if (given.size() == 1) {
            return Optional.of(given.getFirst());
        }
        reader.problem("", "invalid-value", "expected exactly one of " + String.join(", ", names));
        return Optional.empty();
    }

    private static Optional<CalendarRule> dates(Effect effect, ObjectReader reader) {
        Set<LocalDate> dates = each(
                reader,
                "dates",
                CalendarRule.Dates.MAX_DATES,
                "a date such as 2027-01-01",
                text -> LocalDate.parse(text));
        return dates.isEmpty() ? Optional.empty() : Optional.of(new CalendarRule.Dates(effect, dates));
    }

    private static Optional<CalendarRule> weekdays(Effect effect, ObjectReader reader) {
        Set<DayOfWeek> days =
                each(reader, "weekdays", DAYS_OF_A_WEEK, "a weekday such as monday", CalendarReader::weekday);
        return days.isEmpty() ? Optional.empty() : Optional.of(new CalendarRule.Weekdays(effect, EnumSet.copyOf(days)));
    }

    private static DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (CamelCase.of(day).equals(text)) {
                return day;
            }
        }
        throw new DateTimeException("not a weekday: " + text);
    }

    private static Optional<CalendarRule> hours(Effect effect, ObjectReader reader) {
        Optional<LocalTime> from = time(reader, "from", "a time of day such as 09:00", LocalTime::parse);
        Optional<LocalTime> to = time(reader, "to", "a time of day such as 17:30", LocalTime::parse);
        reader.close();
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : accepted(reader, () -> new CalendarRule.Hours(effect, from.get(), to.get()));
    }

    private static Optional<CalendarRule> period(Effect effect, ObjectReader reader) {
        String rule = "a date and a time such as 2027-02-01T00:00, without a zone";
        Optional<LocalDateTime> from = time(reader, "from", rule, CalendarReader::moment);
        Optional<LocalDateTime> to = time(reader, "to", rule, CalendarReader::moment);
        reader.close();
        return from.isEmpty() || to.isEmpty()
                ? Optional.empty()
                : accepted(reader, () -> new CalendarRule.Period(effect, from.get(), to.get()));
    }

    /** A date alone is its first moment. */
    private static LocalDateTime moment(String text) {
        return text.indexOf('T') < 0 ? LocalDate.parse(text).atStartOfDay() : LocalDateTime.parse(text);
    }

    private static Optional<CalendarRule> accepted(ObjectReader reader, Supplier<CalendarRule> rule) {
        try {
            return Optional.of(rule.get());
        } catch (IllegalArgumentException refused) {
            reader.problem("", "invalid-value", String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }

    private static <T> Optional<T> time(ObjectReader reader, String name, String rule, Function<String, T> parser) {
        return reader.requiredString(name).flatMap(text -> parsed(reader, name, text, rule, parser));
    }

    private static <T> Set<T> each(ObjectReader reader, String name, int max, String rule, Function<String, T> parser) {
        List<Json> items = reader.array(name, max);
        if (items.isEmpty()
                && reader.get(name).filter(Json.Arr.class::isInstance).isPresent()) {
            reader.problem(name, "required", "expected at least one");
        }
        var found = new LinkedHashSet<T>();
        for (int i = 0; i < items.size(); i++) {
            String place = name + "/" + i;
            if (items.get(i) instanceof Json.Str text) {
                parsed(reader, place, text.value(), rule, parser).ifPresent(found::add);
            } else {
                reader.problem(
                        place,
                        "wrong-type",
                        "expected " + rule + ", not " + items.get(i).kind());
            }
        }
        return found;
    }

    private static <T> Optional<T> parsed(
            ObjectReader reader, String place, String text, String rule, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeException refused) {
            reader.problem(place, "invalid-value", "expected " + rule + ", not '" + text + "'");
            return Optional.empty();
        }
    }
}
