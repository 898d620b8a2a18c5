package io.carillon.model.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Which worker of the app gets a run. */
public record Routing(Strategy strategy, Map<String, String> labels) {

    public static final Routing DEFAULT = new Routing(Strategy.LEAST_LOADED, Map.of());

    public Routing {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** How one of several suitable workers is chosen. */
    public enum Strategy {
        /** The one with the most free slots. */
        LEAST_LOADED,
        /** Each in turn. */
        ROUND_ROBIN
    }
}
