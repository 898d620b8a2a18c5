package io.carillon.schedule;

import io.carillon.model.job.Trigger;
import io.carillon.schedule.calendar.Calendars;
import java.time.Instant;

/** Compiles triggers that name no calendar. */
final class Triggers {

    private Triggers() {}

    static Schedule compile(Trigger trigger, Instant anchor, long spread) {
        return Schedules.compile(trigger, new TriggerContext(Calendars.NONE, anchor, spread));
    }
}
