package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;

/**
 * A day of a calendar.
 *
 * @param counts {@code all}, {@code some} or {@code none}
 * @param hours which parts of it count, where only some do
 */
public record DayView(LocalDate date, String weekday, String counts, List<String> hours, Json.Obj document) {

    public DayView {
        hours = List.copyOf(hours);
    }

    static DayView of(Json json) {
        var fields = Fields.of("day", json);
        List<String> hours = fields.items("hours").stream()
                .map(span -> Fields.of("hours", span))
                .map(span -> span.string("from") + "-" + span.string("to"))
                .toList();
        return new DayView(
                fields.parsed("date", DayView::date),
                fields.string("weekday"),
                fields.string("counts"),
                hours,
                fields.object());
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException unreadable) {
            throw new IllegalArgumentException("not a date: " + text, unreadable);
        }
    }
}
