package io.carillon.schedule;

import java.time.DayOfWeek;
import java.util.List;

/** Puts lists together. */
final class Phrases {

    private Phrases() {}

    /** Whether days are so many in a row that they are said as a range. */
    static boolean isRange(List<DayOfWeek> inOrder) {
        int size = inOrder.size();
        return size > 2 && inOrder.getLast().getValue() - inOrder.getFirst().getValue() == size - 1;
    }

    /** Joins as in "a, b and c". */
    static String joined(List<String> parts, String comma, String last) {
        int size = parts.size();
        if (size < 2) {
            return String.join("", parts);
        }
        return String.join(comma, parts.subList(0, size - 1)) + last + parts.get(size - 1);
    }
}
