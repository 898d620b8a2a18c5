package io.carillon.schedule.calendar;

import io.carillon.schedule.ScheduleException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One line of an iCalendar file (RFC 5545, section 3.1), after lines that were folded have been put together. */
record ContentLine(int number, String name, Map<String, String> parameters, String value) {

    static List<ContentLine> all(String text) {
        List<ContentLine> lines = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        int begun = 0;
        int number = 0;
        for (String physical : text.split("\r\n|\n|\r", -1)) {
            number++;
            if (!physical.isEmpty() && (physical.charAt(0) == ' ' || physical.charAt(0) == '\t')) {
                current.append(physical, 1, physical.length());
                continue;
            }
            add(lines, begun, current);
            current.append(physical);
            begun = number;
        }
        add(lines, begun, current);
        return lines;
    }

    private static void add(List<ContentLine> lines, int number, StringBuilder text) {
        if (!text.toString().isBlank()) {
            lines.add(parsed(number, text.toString()));
        }
        text.setLength(0);
    }

    private static ContentLine parsed(int number, String line) {
        int colon = unquoted(line, ':', 0);
        if (colon < 1) {
            throw refused(number, "a line has a name, a colon and a value");
        }
        int semicolon = unquoted(line.substring(0, colon), ';', 0);
        int nameEnd = semicolon < 0 ? colon : semicolon;
        Map<String, String> parameters = new HashMap<>();
        int start = nameEnd + 1;
        while (start <= colon && nameEnd < colon) {
            int end = unquoted(line.substring(0, colon), ';', start);
            int stop = end < 0 ? colon : end;
            addParameter(parameters, line.substring(start, stop), number);
            start = stop + 1;
        }
        String name = line.substring(0, nameEnd).toUpperCase(Locale.ROOT);
        return new ContentLine(number, name, Map.copyOf(parameters), line.substring(colon + 1));
    }

    private static void addParameter(Map<String, String> parameters, String parameter, int number) {
        int equals = parameter.indexOf('=');
        if (equals < 1) {
            throw refused(number, "a parameter has a name and a value");
        }
        parameters.put(
                parameter.substring(0, equals).toUpperCase(Locale.ROOT),
                parameter.substring(equals + 1).replace("\"", ""));
    }

    private static int unquoted(String line, char wanted, int from) {
        boolean quoted = false;
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            quoted ^= c == '"';
            if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    ScheduleException refused(String problem) {
        return refused(number, problem);
    }

    private static ScheduleException refused(int number, String problem) {
        return new ScheduleException("icalendar", "line " + number, -1, problem);
    }
}
