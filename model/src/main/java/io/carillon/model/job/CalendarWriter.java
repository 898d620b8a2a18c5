package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.util.stream.Stream;

/** Writes the rules of a calendar in their document form. */
final class CalendarWriter {

    private CalendarWriter() {}

    static Json write(CalendarSpec calendar) {
        return Json.object()
                .put(
                        "rules",
                        Json.array(calendar.rules().stream()
                                .map(CalendarWriter::rule)
                                .toList()))
                .build();
    }

    private static Json rule(CalendarRule rule) {
        return Json.object().put(CamelCase.of(rule.effect()), form(rule)).build();
    }

    private static Json form(CalendarRule rule) {
        var out = Json.object();
        switch (rule) {
            case CalendarRule.Dates dates ->
                out.put("dates", texts(dates.dates().stream().sorted()));
            case CalendarRule.Weekdays weekdays ->
                out.put("weekdays", texts(weekdays.weekdays().stream().sorted().map(CamelCase::of)));
            case CalendarRule.Hours hours -> out.put("hours", range(hours.from(), hours.to()));
            case CalendarRule.Period period -> out.put("period", range(period.from(), period.to()));
            case CalendarRule.Use use -> out.put("calendar", use.calendar());
        }
        return out.build();
    }

    private static Json range(Object from, Object to) {
        return Json.object()
                .put("from", from.toString())
                .put("to", to.toString())
                .build();
    }

    private static Json texts(Stream<?> values) {
        return Json.array(values.map(value -> Json.of(value.toString())).toList());
    }
}
