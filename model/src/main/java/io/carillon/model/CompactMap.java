package io.carillon.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small immutable map that keeps its order, in a list. A definition is full of maps of one or two members, and a million
 * definitions have to fit into memory.
 */
public final class CompactMap<K, V> extends AbstractMap<K, V> {

    private static final int MAX_SIZE = 8;

    private final List<Entry<K, V>> entries;
    private final boolean sorted;

    private CompactMap(List<Entry<K, V>> entries, boolean sorted) {
        this.entries = entries;
        this.sorted = sorted;
    }

    /** An immutable map in the order of another; large ones take the room that a search in them needs. */
    public static <K, V> Map<K, V> copyOf(Map<K, V> map) {
        if (map instanceof CompactMap<K, V>) {
            return map;
        }
        return map.size() <= MAX_SIZE ? new CompactMap<>(entriesOf(map), false) : immutable(map);
    }

    /** An immutable map in the order of its keys. */
    public static <K extends Comparable<K>, V> Map<K, V> sortedCopyOf(Map<K, V> map) {
        if (map instanceof CompactMap<K, V> compact && compact.sorted) {
            return map;
        }
        if (map.size() > MAX_SIZE) {
            return Collections.unmodifiableSortedMap(new TreeMap<>(map));
        }
        return new CompactMap<>(entriesOf(new TreeMap<>(map)), true);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        for (Entry<K, V> entry : entries) {
            if (entry.getKey().equals(key)) {
                return entry.getValue();
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return get(key) != null;
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new AbstractSet<>() {

            @Override
            public int size() {
                return entries.size();
            }

            @Override
            public Iterator<Entry<K, V>> iterator() {
                return entries.iterator();
            }
        };
    }

    private static <K, V> List<Entry<K, V>> entriesOf(Map<K, V> map) {
        return List.copyOf(map.entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static <K, V> Map<K, V> immutable(Map<K, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
