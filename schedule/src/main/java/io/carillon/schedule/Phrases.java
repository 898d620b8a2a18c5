package io.carillon.schedule;

import java.util.List;

/** Puts lists together. */
final class Phrases {

    private Phrases() {}

    /** Joins as in "a, b and c". */
    static String joined(List<String> parts, String comma, String last) {
        int size = parts.size();
        if (size < 2) {
            return String.join("", parts);
        }
        return String.join(comma, parts.subList(0, size - 1)) + last + parts.get(size - 1);
    }
}
