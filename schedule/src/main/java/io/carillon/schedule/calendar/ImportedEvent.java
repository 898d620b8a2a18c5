package io.carillon.schedule.calendar;

import java.time.LocalDateTime;

/**
 * One occurrence of an event, without its end, in wall-clock time.
 *
 * @param workday whether the file marks it as a day that is worked to make up for a holiday
 */
public record ImportedEvent(String summary, LocalDateTime from, LocalDateTime to, boolean workday) {

    /** Whether it covers whole days. */
    public boolean isAllDay() {
        return from.toLocalDate().atStartOfDay().equals(from)
                && to.toLocalDate().atStartOfDay().equals(to);
    }
}
