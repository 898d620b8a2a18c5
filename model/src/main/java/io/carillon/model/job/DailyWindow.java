package io.carillon.model.job;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Set;

/**
 * Hours of the day on chosen weekdays, such as 09:00 to 17:30 from Monday to Friday. A window whose end is not after its start
 * reaches into the next day and belongs to the day on which it starts.
 *
 * @param to the last moment that is inside
 */
public record DailyWindow(LocalTime from, LocalTime to, Set<DayOfWeek> days) {

    public DailyWindow {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a window's 'from' and 'to' differ");
        }
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a window has at least one weekday");
        }
        days = Set.copyOf(days);
    }
}
