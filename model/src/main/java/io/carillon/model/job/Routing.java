package io.carillon.model.job;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which worker of the app gets a run, and whether it goes to one as a whole or to several in parts.
 *
 * @param shards how many parts each run is split into; 1 is a run that stays whole
 */
public record Routing(Strategy strategy, Map<String, String> labels, int shards) {

    /** All of them must fit into one batch, and into one answer about their run. */
    public static final int MAX_SHARDS = 1_000;

    public static final Routing DEFAULT = new Routing(Strategy.LEAST_LOADED, Map.of());

    public Routing {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards must be 1 to " + MAX_SHARDS + ", not " + shards);
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Runs that stay whole. */
    public Routing(Strategy strategy, Map<String, String> labels) {
        this(strategy, labels, 1);
    }

    /** How one of several suitable workers is chosen. */
    public enum Strategy {
        /** The one with the most free slots. */
        LEAST_LOADED,
        /** Each in turn. */
        ROUND_ROBIN
    }
}
