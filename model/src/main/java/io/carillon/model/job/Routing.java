package io.carillon.model.job;

import java.util.Map;

/**
 * Which worker of the app gets a run, and whether it goes to one as a whole or to several in parts.
 *
 * @param affinity which workers are suitable at all, beside what they can do
 * @param shards how many parts each run is split into; 1 is a run that stays whole
 */
public record Routing(Strategy strategy, Affinity affinity, int shards) {

    /** All of them must fit into one batch, and into one answer about their run. */
    public static final int MAX_SHARDS = 1_000;

    public static final Routing DEFAULT = by(Strategy.LEAST_LOADED);

    public Routing {
        if (shards < 1 || shards > MAX_SHARDS) {
            throw new IllegalArgumentException("shards must be 1 to " + MAX_SHARDS + ", not " + shards);
        }
    }

    /** Runs that stay whole and may go to any worker. */
    public static Routing by(Strategy strategy) {
        return new Routing(strategy, Affinity.ANY, 1);
    }

    /** The same, to workers with these labels only. */
    public Routing to(Map<String, String> labels) {
        return within(Affinity.to(labels));
    }

    public Routing within(Affinity chosen) {
        return new Routing(strategy, chosen, shards);
    }

    public Routing inShards(int total) {
        return new Routing(strategy, affinity, total);
    }

    /** How one of several suitable workers is chosen. */
    public enum Strategy {
        /** The one with the most free slots. */
        LEAST_LOADED,
        /** Each in turn. */
        ROUND_ROBIN,
        /** Any of them, by chance. */
        RANDOM,
        /** The first in the order of their ids. */
        FIRST,
        /** The last in the order of their ids. */
        LAST,
        /** The one that has been without a run of the job for longest. */
        LEAST_RECENTLY_USED,
        /** The one that got the fewest runs of the job. */
        LEAST_FREQUENTLY_USED,
        /** The first that has nothing to do; where all are busy, the one with least to do. */
        BUSY_OVER
    }
}
