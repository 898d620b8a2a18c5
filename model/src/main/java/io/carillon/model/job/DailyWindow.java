package io.carillon.model.job;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * Again and again within hours of the day: every ten minutes from 09:00 to 17:30 on chosen weekdays. A window whose end is
 * not after its start reaches into the next day and belongs to the day on which it starts.
 *
 * @param to the last moment at which it may fire
 */
public record DailyWindow(Duration period, LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone) {

    public DailyWindow {
        TriggerRules.period("every", period);
        if (from.equals(to)) {
            throw new IllegalArgumentException("a window's 'from' and 'to' differ");
        }
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a window has at least one weekday");
        }
        days = Set.copyOf(days);
    }
}
