package io.carillon.schedule.calendar;

import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.schedule.ScheduleException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the events of an iCalendar file (RFC 5545): all-day and timed ones, cancelled ones left out, and repeated ones by day,
 * week, month or year up to a date. What it can't follow it refuses by line; it never guesses at a holiday.
 */
public final class ICalendar {

    private static final int MAX_LENGTH = 1_000_000;
    private static final int MAX_OCCURRENCES = 10_000;

    private ICalendar() {}

    /**
     * Every occurrence that begins before a date.
     *
     * @param zone the wall clock that the occurrences are told by
     * @throws ScheduleException when the file is too long, is none, or has an event that can't be followed
     */
    public static List<ImportedEvent> read(String text, ZoneId zone, LocalDate before) {
        if (text.length() > MAX_LENGTH) {
            throw new ScheduleException("icalendar", "file", -1, "it has more than " + MAX_LENGTH + " characters");
        }
        List<ContentLine> lines = ContentLine.all(text);
        if (lines.isEmpty()
                || !lines.getFirst().name().equals("BEGIN")
                || !lines.getFirst().value().equalsIgnoreCase("VCALENDAR")) {
            throw new ScheduleException("icalendar", "file", -1, "it does not begin with BEGIN:VCALENDAR");
        }
        List<ImportedEvent> events = new ArrayList<>();
        for (Map<String, ContentLine> component : components(lines)) {
            events.addAll(new EventReader(component, zone, before).occurrences());
            if (events.size() > MAX_OCCURRENCES) {
                throw new ScheduleException(
                        "icalendar", "file", -1, "it has more than " + MAX_OCCURRENCES + " occurrences");
            }
        }
        return List.copyOf(events);
    }

    /** The lines of each event by name; alarms and other things inside one are passed over. */
    private static List<Map<String, ContentLine>> components(List<ContentLine> lines) {
        List<Map<String, ContentLine>> events = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        for (ContentLine line : lines) {
            if (line.name().equals("BEGIN")) {
                open.push(line.value().toUpperCase(Locale.ROOT));
                if ("VEVENT".equals(open.peek())) {
                    events.add(new HashMap<>());
                }
            } else if (line.name().equals("END")) {
                if (!line.value().toUpperCase(Locale.ROOT).equals(open.poll())) {
                    throw line.refused("END:" + line.value() + " closes what is not open");
                }
            } else if ("VEVENT".equals(open.peek())) {
                addLine(events.getLast(), line);
            }
        }
        if (!open.isEmpty()) {
            throw new ScheduleException("icalendar", "file", -1, "it ends before its END:" + open.peek());
        }
        return events;
    }

    private static void addLine(Map<String, ContentLine> event, ContentLine line) {
        ContentLine earlier = event.putIfAbsent(line.name(), line);
        if (earlier != null && line.name().equals("EXDATE")) {
            event.put(
                    "EXDATE",
                    new ContentLine(line.number(), "EXDATE", line.parameters(), earlier.value() + "," + line.value()));
        }
    }

    /** Rules that take the events' time out and let their make-up working days in. */
    public static List<CalendarRule> rules(List<ImportedEvent> events) {
        Set<LocalDate> holidays = new HashSet<>();
        Set<LocalDate> workdays = new HashSet<>();
        List<CalendarRule> rules = new ArrayList<>();
        for (ImportedEvent event : events) {
            if (event.isAllDay()) {
                addDays(event, event.workday() ? workdays : holidays);
            } else {
                Effect effect = event.workday() ? Effect.INCLUDE : Effect.EXCLUDE;
                rules.add(new CalendarRule.Period(effect, event.from(), event.to()));
            }
        }
        if (!workdays.isEmpty()) {
            rules.addFirst(new CalendarRule.Dates(Effect.INCLUDE, workdays));
        }
        if (!holidays.isEmpty()) {
            rules.addFirst(new CalendarRule.Dates(Effect.EXCLUDE, holidays));
        }
        return List.copyOf(rules);
    }

    private static void addDays(ImportedEvent event, Set<LocalDate> days) {
        LocalDate end = event.to().toLocalDate();
        for (LocalDate day = event.from().toLocalDate(); day.isBefore(end); day = day.plusDays(1)) {
            if (days.add(day) && days.size() > CalendarRule.Dates.MAX_DATES) {
                throw new ScheduleException(
                        "icalendar",
                        "file",
                        -1,
                        "its events cover more than " + CalendarRule.Dates.MAX_DATES + " days");
            }
        }
    }
}
