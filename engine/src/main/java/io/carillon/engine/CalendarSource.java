package io.carillon.engine;

import io.carillon.model.Namespace;
import io.carillon.schedule.calendar.Calendars;

/** Where triggers find the calendars that they name. */
@FunctionalInterface
public interface CalendarSource {

    /** Knows no calendar, so that every reference to one is refused. */
    CalendarSource NONE = _ -> Calendars.NONE;

    /** The calendars of a namespace as they stand. */
    Calendars of(Namespace namespace);
}
