package io.carillon.model.job;

import java.time.Duration;
import java.util.Optional;

/** What any trigger may say besides when it fires. Calendars leave out, then bounds count what is left, and jitter delays that. */
public record TriggerOptions(Duration jitter, TriggerBounds bounds, Optional<CalendarUse> calendar) {

    public static final TriggerOptions NONE = jitter(Duration.ZERO);

    /** A trigger's reference to a calendar of its job's namespace. */
    public record CalendarUse(String name, OnHoliday onHoliday) {}

    public static TriggerOptions jitter(Duration jitter) {
        return new TriggerOptions(jitter, TriggerBounds.NONE, Optional.empty());
    }
}
