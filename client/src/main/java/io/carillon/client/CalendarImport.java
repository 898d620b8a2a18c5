package io.carillon.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An iCalendar file and what becomes of its events. What is null is left to the server.
 *
 * @param effect {@code exclude} or {@code include}
 * @param weekdays let in before the events have their say
 * @param zone whose wall clock timed events are told by
 * @param until repeated events are followed up to this date
 */
public record CalendarImport(
        String text,
        @Nullable String effect,
        List<String> weekdays,
        @Nullable String zone,
        @Nullable String until) {

    public CalendarImport {
        weekdays = List.copyOf(weekdays);
    }
}
