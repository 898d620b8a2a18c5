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
import java.util.HashMap;
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
    private final Map<String, Calendar> resolved = new HashMap<>();

    public Calendars(Map<String, CalendarSpec> specs) {
        this.specs = Map.copyOf(specs);
        for (String name : new TreeSet<>(specs.keySet())) {
            try {
                resolve(name, new LinkedHashSet<>());
            } catch (ScheduleException unusable) {
                // Whoever asks for it by its name is told.
            }
        }
    }

    /**
     * The calendar of a name.
     *
     * @throws ScheduleException when a name is unknown, or calendars use each other in a circle, too deeply or too much
     */
    public Calendar named(String name) {
        Calendar known = resolved.get(name);
        return known != null ? known : resolve(name, new LinkedHashSet<>());
    }

    /** Each calendar is made once, however many use it. */
    private Calendar resolve(String name, SequencedSet<String> path) {
        Calendar known = resolved.get(name);
        if (known != null) {
            return known;
        }
        CalendarSpec spec = specs.get(name);
        if (spec == null) {
            throw unknown(name);
        }
        if (!path.add(name)) {
            throw refused("calendar-nesting", "calendars use each other in a circle: " + chain(path, name));
        }
        List<Calendar.Part> parts = new ArrayList<>();
        for (CalendarRule rule : spec.rules()) {
            Optional<Calendar> used = rule instanceof CalendarRule.Use use
                    ? Optional.of(resolve(use.calendar(), path))
                    : Optional.empty();
            parts.add(new Calendar.Part(rule, used));
        }
        path.remove(name);
        Calendar calendar = new Calendar(List.copyOf(parts));
        requireBounded(name, calendar);
        resolved.put(name, calendar);
        return calendar;
    }

    private static void requireBounded(String name, Calendar calendar) {
        if (calendar.depth() > MAX_DEPTH) {
            throw refused("calendar-nesting", "'" + name + "' uses calendars more than " + MAX_DEPTH + " deep");
        }
        if (calendar.rules() > Calendar.MAX_RULES) {
            throw refused(
                    "calendar-size",
                    "'" + name + "' has, with the calendars that it uses, more than " + Calendar.MAX_RULES + " rules");
        }
    }

    private static String chain(SequencedSet<String> path, String name) {
        return String.join(" → ", path) + " → " + name;
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
