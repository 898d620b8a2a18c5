package io.carillon.schedule.calendar;

import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.OnHoliday;
import io.carillon.model.job.Suggestions;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import io.carillon.schedule.NamedCalendars;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.ScheduleException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;

/** Resolves calendars that use each other by name, and applies them to schedules. */
public final class Calendars implements NamedCalendars {

    public static final Calendars NONE = new Calendars(Map.of());

    private static final int MAX_DEPTH = 8;

    private final Map<String, CalendarSpec> specs;

    public Calendars(Map<String, CalendarSpec> specs) {
        this.specs = Map.copyOf(specs);
    }

    /**
     * The calendar of a name.
     *
     * @throws ScheduleException when a name is unknown, or calendars use each other in a circle or too deeply
     */
    public Calendar named(String name) {
        return resolved(name, new LinkedHashSet<>());
    }

    private Calendar resolved(String name, SequencedSet<String> path) {
        CalendarSpec spec = specs.get(name);
        if (spec == null) {
            throw unknown(name);
        }
        if (!path.add(name) || path.size() > MAX_DEPTH) {
            String chain = String.join(" → ", path) + " → " + name;
            throw refused("calendar-nesting", "calendars use each other in a circle or too deeply: " + chain);
        }
        List<Calendar.Part> parts = new ArrayList<>();
        for (CalendarRule rule : spec.rules()) {
            Optional<Calendar> used = rule instanceof CalendarRule.Use use
                    ? Optional.of(resolved(use.calendar(), path))
                    : Optional.empty();
            parts.add(new Calendar.Part(rule, used));
        }
        path.remove(name);
        return new Calendar(List.copyOf(parts));
    }

    private ScheduleException unknown(String name) {
        String meant = Suggestions.nearest(name, new TreeSet<>(specs.keySet()))
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
        return refused("unknown-calendar", "there is no calendar '" + name + "'" + meant);
    }

    private static ScheduleException refused(String code, String message) {
        return new ScheduleException(code, "calendar", -1, message);
    }

    @Override
    public Schedule restrict(Schedule fires, CalendarUse use, ZoneId zone) {
        return restricted(fires, named(use.name()), zone, use.onHoliday());
    }

    /** The fires of a schedule that a calendar leaves, with those of its holidays moved or dropped. */
    public static Schedule restricted(Schedule fires, Calendar calendar, ZoneId zone, OnHoliday onHoliday) {
        return switch (onHoliday) {
            case SKIP -> new SkippingSchedule(fires, calendar, zone);
            case NEXT -> new MovingSchedule(fires, calendar, zone, MovingSchedule.Direction.LATER);
            case PREVIOUS -> new MovingSchedule(fires, calendar, zone, MovingSchedule.Direction.EARLIER);
        };
    }
}
