package io.carillon.server.rest;

import io.carillon.model.Problem;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.CamelCase;
import io.carillon.schedule.ScheduleException;
import io.carillon.schedule.calendar.ICalendar;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;

/**
 * How the events of an iCalendar file become rules.
 *
 * @param effect what the events do; their make-up working days do the opposite
 * @param weekdays let in before the events have their say; none if empty
 * @param zone the wall clock that timed events are told by
 * @param until repeated events are followed up to this date, without it
 */
record CalendarImport(Effect effect, Set<DayOfWeek> weekdays, ZoneId zone, LocalDate until) {

    private static final int USUAL_YEARS = 5;
    private static final Set<String> KNOWN = Set.of("effect", "weekdays", "zone", "until");

    static CalendarImport of(Map<String, String> parameters, LocalDate today) {
        for (String name : parameters.keySet()) {
            if (!KNOWN.contains(name)) {
                throw ApiException.badParameter(name, "unknown; known here: effect, weekdays, zone, until");
            }
        }
        String until = parameters.get("until");
        return new CalendarImport(
                effect(parameters.getOrDefault("effect", "exclude")),
                weekdays(parameters.getOrDefault("weekdays", "")),
                zone(parameters.getOrDefault("zone", "UTC")),
                until == null ? today.plusYears(USUAL_YEARS) : CalendarController.date("until", until));
    }

    CalendarSpec calendar(String name, byte[] file) {
        String text = text(file);
        try {
            List<CalendarRule> rules = rules(ICalendar.rules(ICalendar.read(text, zone, until)));
            return new CalendarSpec(name, rules);
        } catch (ScheduleException refused) {
            throw invalid(refused.code(), String.valueOf(refused.getMessage()));
        }
    }

    private List<CalendarRule> rules(List<CalendarRule> events) {
        if (events.isEmpty()) {
            throw invalid("no-events", "the file has no event before " + until);
        }
        var rules = new ArrayList<CalendarRule>();
        if (!weekdays.isEmpty()) {
            rules.add(new CalendarRule.Weekdays(Effect.INCLUDE, weekdays));
        }
        events.stream()
                .map(rule -> effect == Effect.EXCLUDE ? rule : opposite(rule))
                .forEach(rules::add);
        if (rules.size() > CalendarSpec.MAX_RULES) {
            throw invalid(
                    "too-many",
                    "the file makes " + rules.size() + " rules, and a calendar has at most " + CalendarSpec.MAX_RULES
                            + ": events of whole days share one, each timed one needs its own");
        }
        return rules;
    }

    private static CalendarRule opposite(CalendarRule rule) {
        Effect other = rule.effect() == Effect.EXCLUDE ? Effect.INCLUDE : Effect.EXCLUDE;
        return switch (rule) {
            case CalendarRule.Dates dates -> new CalendarRule.Dates(other, dates.dates());
            case CalendarRule.Weekdays days -> new CalendarRule.Weekdays(other, days.weekdays());
            case CalendarRule.Hours hours -> new CalendarRule.Hours(other, hours.from(), hours.to());
            case CalendarRule.Period period -> new CalendarRule.Period(other, period.from(), period.to());
            case CalendarRule.Use use -> new CalendarRule.Use(other, use.calendar());
        };
    }

    private static Effect effect(String text) {
        return switch (text) {
            case "include" -> Effect.INCLUDE;
            case "exclude" -> Effect.EXCLUDE;
            default -> throw ApiException.badParameter("effect", "expected include or exclude, not '" + text + "'");
        };
    }

    private static Set<DayOfWeek> weekdays(String text) {
        var days = EnumSet.noneOf(DayOfWeek.class);
        for (String name : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            days.add(weekday(name));
        }
        return days;
    }

    private static DayOfWeek weekday(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (CamelCase.of(day).equals(name)) {
                return day;
            }
        }
        throw ApiException.badParameter("weekdays", "expected weekdays such as monday,tuesday, not '" + name + "'");
    }

    private static ZoneId zone(String text) {
        try {
            return text.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw ApiException.badParameter("zone", "expected a time zone such as Asia/Shanghai, not '" + text + "'");
        }
    }

    private static String text(byte[] file) {
        if (file.length == 0) {
            throw new ApiException(
                    HttpStatus.BAD_REQUEST, "body-missing", "the request needs an iCalendar file as body");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new ApiException(HttpStatus.BAD_REQUEST, "not-text", "the file is not UTF-8");
        }
    }

    private static ApiException invalid(String code, String message) {
        return ApiException.invalid(
                "invalid-icalendar", "the file can't be imported", List.of(new Problem("", code, message)));
    }
}
