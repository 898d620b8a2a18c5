package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads on behind rows that were set aside, so that a page that is not full always means the end. */
final class Pages {

    private Pages() {}

    /** A place in a list, and what stands there unless it was set aside. */
    record Slot<K, T>(K key, @Nullable T value) {}

    /** Reads some places behind a key. */
    interface Source<K, T> {

        List<Slot<K, T>> behind(K key, int limit) throws SQLException;
    }

    static <K, T> List<T> fill(K start, int limit, Source<K, T> source) throws SQLException {
        var found = new ArrayList<T>();
        K key = start;
        while (found.size() < limit) {
            int wanted = limit - found.size();
            List<Slot<K, T>> slots = source.behind(key, wanted);
            for (Slot<K, T> slot : slots) {
                if (slot.value() != null) {
                    found.add(slot.value());
                }
            }
            if (slots.size() < wanted) {
                break;
            }
            key = slots.getLast().key();
        }
        return found;
    }
}
