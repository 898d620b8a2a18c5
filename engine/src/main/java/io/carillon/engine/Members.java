package io.carillon.engine;

import io.carillon.model.NodeId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The nodes whose leases had not ended at an instant.
 *
 * @param at by the one clock that all nodes share, and follow
 * @param live the leaving among them
 * @param addresses where they are reached, as far as they have said so
 */
public record Members(
        Instant at, SortedSet<NodeId> live, SortedSet<NodeId> leaving, SortedMap<NodeId, String> addresses) {

    /** Nodes that nobody reaches. */
    public Members(Instant at, SortedSet<NodeId> live, SortedSet<NodeId> leaving) {
        this(at, live, leaving, new TreeMap<>());
    }

    public Members {
        live = Collections.unmodifiableSortedSet(new TreeSet<>(live));
        leaving = Collections.unmodifiableSortedSet(new TreeSet<>(leaving));
        addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    }

    /** Those who stay. */
    SortedSet<NodeId> staying() {
        var staying = new TreeSet<>(live);
        staying.removeAll(leaving);
        return staying;
    }
}
