package io.carillon.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The last of the entries between two places, of all that were seen. */
final class LastEntries {

    private static final int ROOM = 10_000;

    private final Entry from;
    private final Entry before;
    private final int limit;
    private List<Entry> found = new ArrayList<>();

    LastEntries(Entry from, Entry before, int limit) {
        this.from = from;
        this.before = before;
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    void add(Heads page) {
        add(page.entries(from.group()));
    }

    /** Returns how many of them are between the places. */
    int add(List<Entry> entries) {
        return add(entries.stream());
    }

    private int add(Stream<Entry> entries) {
        int known = found.size();
        entries.filter(entry -> entry.compareTo(from) >= 0 && entry.compareTo(before) < 0)
                .forEach(found::add);
        int added = found.size() - known;
        if (found.size() > (long) limit + ROOM) {
            found = new ArrayList<>(inOrder());
        }
        return added;
    }

    /** Whether nothing that stands before some entries is looked for. */
    boolean beginsIn(List<Entry> entries) {
        return entries.getFirst().compareTo(from) <= 0;
    }

    /** The last first. */
    List<Entry> inOrder() {
        return found.stream().sorted(Comparator.reverseOrder()).limit(limit).toList();
    }
}
