package io.carillon.model.job;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which workers a run may go to by their labels.
 *
 * @param labels that a worker must have, all of them
 * @param notLabels of which it must have none
 */
public record Affinity(Map<String, String> labels, Map<String, String> notLabels) {

    /** Any worker will do. */
    public static final Affinity ANY = new Affinity(Map.of(), Map.of());

    public Affinity {
        labels = sorted(labels);
        notLabels = sorted(notLabels);
        for (var unwanted : notLabels.entrySet()) {
            if (unwanted.getValue().equals(labels.get(unwanted.getKey()))) {
                throw new IllegalArgumentException("no worker has and has not the label " + unwanted);
            }
        }
    }

    public static Affinity to(Map<String, String> labels) {
        return new Affinity(labels, Map.of());
    }

    public boolean accepts(Map<String, String> ofWorker) {
        return ofWorker.entrySet().containsAll(labels.entrySet())
                && Collections.disjoint(notLabels.entrySet(), ofWorker.entrySet());
    }

    /** What a worker lacks. */
    public SortedMap<String, String> missing(Map<String, String> ofWorker) {
        var missing = new TreeMap<>(labels);
        missing.entrySet().removeAll(ofWorker.entrySet());
        return missing;
    }

    /** What a worker has and should not. */
    public SortedMap<String, String> unwanted(Map<String, String> ofWorker) {
        var unwanted = new TreeMap<>(notLabels);
        unwanted.entrySet().retainAll(ofWorker.entrySet());
        return unwanted;
    }

    private static SortedMap<String, String> sorted(Map<String, String> labels) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
