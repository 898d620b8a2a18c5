package io.carillon.schedule;

import io.carillon.model.job.TriggerOptions.CalendarUse;
import java.time.ZoneId;

/** Applies the calendar that a trigger names. */
@FunctionalInterface
public interface NamedCalendars {

    /**
     * The fires that the calendar leaves, with those of its holidays moved or dropped.
     *
     * @throws ScheduleException when there is no calendar of this name
     */
    Schedule restrict(Schedule fires, CalendarUse use, ZoneId zone);
}
