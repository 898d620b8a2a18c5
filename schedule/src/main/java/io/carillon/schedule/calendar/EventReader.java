package io.carillon.schedule.calendar;

import io.carillon.schedule.WallClock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one event and works out when it takes place. */
final class EventReader {

    private static final DateTimeFormatter DATE = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss");

    private final Map<String, ContentLine> event;
    private final ZoneId zone;
    private final LocalDate before;

    EventReader(Map<String, ContentLine> event, ZoneId zone, LocalDate before) {
        this.event = event;
        this.zone = zone;
        this.before = before;
    }

    List<ImportedEvent> occurrences() {
        ContentLine start = event.get("DTSTART");
        if (start == null || has("STATUS", "CANCELLED")) {
            return List.of();
        }
        LocalDateTime from = time(start, start.value());
        TemporalAmount length = length(start, from);
        Set<LocalDateTime> exceptions = exceptions();
        List<ImportedEvent> occurrences = new ArrayList<>();
        for (LocalDateTime begin : starts(start, from)) {
            if (!exceptions.contains(begin)) {
                occurrences.add(new ImportedEvent(summary(), begin, begin.plus(length), isWorkday()));
            }
        }
        return occurrences;
    }

    /** An event repeats by the clock of its own zone, and is told by ours. */
    private List<LocalDateTime> starts(ContentLine start, LocalDateTime from) {
        ContentLine rule = event.get("RRULE");
        if (rule == null) {
            return from.toLocalDate().isBefore(before) ? List.of(from) : List.of();
        }
        ZoneId own = zoneOf(start, start.value());
        return Recurrence.read(rule, text -> moved(written(rule, text), zoneOf(rule, text), own))
                .starts(written(start, start.value()), before)
                .stream()
                .map(time -> moved(time, own, zone))
                .toList();
    }

    private TemporalAmount length(ContentLine start, LocalDateTime from) {
        ContentLine end = event.get("DTEND");
        if (end != null) {
            LocalDateTime to = time(end, end.value());
            if (!from.isBefore(to)) {
                throw end.refused("the event ends before it begins");
            }
            return Duration.between(from, to);
        }
        ContentLine duration = event.get("DURATION");
        if (duration != null) {
            return duration(duration);
        }
        return isDate(start.value()) ? Duration.ofDays(1) : Duration.ofSeconds(1);
    }

    private static Duration duration(ContentLine line) {
        String text = line.value();
        try {
            Duration duration = text.matches("P\\d{1,3}W")
                    ? Duration.ofDays(7L * Integer.parseInt(text.substring(1, text.length() - 1)))
                    : Duration.parse(text);
            if (duration.isPositive()) {
                return duration;
            }
        } catch (DateTimeException unreadable) {
            throw line.refused("'" + text + "' is not a duration: " + unreadable.getMessage());
        }
        throw line.refused("the event's duration is not positive");
    }

    private Set<LocalDateTime> exceptions() {
        ContentLine line = event.get("EXDATE");
        Set<LocalDateTime> exceptions = new HashSet<>();
        if (line != null) {
            for (String text : line.value().split(",", -1)) {
                exceptions.add(time(line, text));
            }
        }
        return exceptions;
    }

    private LocalDateTime time(ContentLine line, String text) {
        return moved(written(line, text), zoneOf(line, text), zone);
    }

    private static LocalDateTime written(ContentLine line, String text) {
        try {
            return isDate(text)
                    ? LocalDate.parse(text, DATE).atStartOfDay()
                    : LocalDateTime.parse(text.endsWith("Z") ? text.substring(0, text.length() - 1) : text, DATE_TIME);
        } catch (DateTimeException unreadable) {
            throw line.refused("'" + text + "' is not a date or time that can be read: " + unreadable.getMessage());
        }
    }

    /** Dates, and times that name no zone, are meant by whatever clock hangs on the wall. */
    private ZoneId zoneOf(ContentLine line, String text) {
        if (text.endsWith("Z")) {
            return ZoneOffset.UTC;
        }
        String named = line.parameters().get("TZID");
        if (isDate(text) || named == null) {
            return zone;
        }
        try {
            return ZoneId.of(named);
        } catch (DateTimeException unknown) {
            throw line.refused("'" + named + "' is not an IANA time zone");
        }
    }

    private static LocalDateTime moved(LocalDateTime time, ZoneId from, ZoneId to) {
        return from.equals(to) ? time : LocalDateTime.ofInstant(WallClock.first(time, from), to);
    }

    private static boolean isDate(String text) {
        return text.length() == 8;
    }

    private boolean isWorkday() {
        return has("X-APPLE-SPECIAL-DAY", "ALTERNATE-WORKDAY");
    }

    private boolean has(String name, String value) {
        ContentLine line = event.get(name);
        return line != null && line.value().equalsIgnoreCase(value);
    }

    private String summary() {
        @Nullable ContentLine line = event.get("SUMMARY");
        return line == null ? "" : line.value().replace("\\,", ",").replace("\\;", ";");
    }
}
