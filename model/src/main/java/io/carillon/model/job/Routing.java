package io.carillon.model.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which worker of the app gets a run, and whether it goes to one as a whole or to several in parts.
 *
 * @param affinity which workers are suitable at all, beside what they can do
 * @param sharding the parts that each run is split into
 * @param key by consistent hash, the param whose value decides; null if the name of the job does
 * @param whenFull what a run does by a strategy that always chooses the same worker, while that one has no slot
 */
public record Routing(
        Strategy strategy,
        Affinity affinity,
        Sharding sharding,
        @Nullable String key,
        WhenFull whenFull) {

    public static final int MAX_KEY_LENGTH = 128;

    public static final Routing DEFAULT = by(Strategy.LEAST_LOADED);

    public Routing {
        if (sharding.total() > 1 && strategy == Strategy.BROADCAST) {
            throw new IllegalArgumentException(
                    "a broadcast has as many parts as there are workers, not " + sharding.total());
        }
        if (key != null && strategy != Strategy.CONSISTENT_HASH) {
            throw new IllegalArgumentException(strategy + " has no use for the key '" + key + "'");
        }
        if (whenFull != WhenFull.WAIT && !strategy.keeps()) {
            throw new IllegalArgumentException(strategy + " always goes to the next when one is full");
        }
    }

    /** Runs that stay whole and may go to any worker. */
    public static Routing by(Strategy strategy) {
        return new Routing(strategy, Affinity.ANY, Sharding.NONE, null, WhenFull.WAIT);
    }

    /** Runs that go where their key belongs: the value of a param, or the name of the job if none is named. */
    public static Routing byKey(@Nullable String param) {
        return new Routing(Strategy.CONSISTENT_HASH, Affinity.ANY, Sharding.NONE, param, WhenFull.WAIT);
    }

    /** The same, to workers with these labels only. */
    public Routing to(Map<String, String> labels) {
        return within(Affinity.to(labels));
    }

    public Routing within(Affinity chosen) {
        return new Routing(strategy, chosen, sharding, key, whenFull);
    }

    public Routing inShards(int total) {
        return inShards(Sharding.into(total));
    }

    public Routing inShards(Sharding chosen) {
        return new Routing(strategy, affinity, chosen, key, whenFull);
    }

    /** How many parts each run is split into; 1 is a run that stays whole. */
    public int shards() {
        return sharding.total();
    }

    public Routing whenFull(WhenFull chosen) {
        return new Routing(strategy, affinity, sharding, key, chosen);
    }

    /** Whether each run is done in parts. */
    public boolean splits() {
        return shards() > 1 || strategy == Strategy.BROADCAST;
    }

    /** Whether a run waits for a worker of its own while others have slots. */
    public boolean waitsForItsOwn() {
        return strategy.keeps() && whenFull == WhenFull.WAIT;
    }

    /** What a run does while the worker that it would always go to has no slot. */
    public enum WhenFull {
        /** Waits for that one. */
        WAIT,
        /** Goes to the next. */
        NEXT
    }

    /** How one of several suitable workers is chosen. */
    public enum Strategy {
        /** The one with the most room: free slots, weighted with what is left of its processors, memory and disks. */
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
        BUSY_OVER,
        /** The same one for the same key. */
        CONSISTENT_HASH,
        /** The first in the order of their ids; the others stand by. */
        FAILOVER,
        /** Every one of them: each run is split into one part for each worker, which no other does. */
        BROADCAST;

        /** Whether it always chooses the same worker, as long as that is there. */
        public boolean keeps() {
            return this == CONSISTENT_HASH || this == FAILOVER;
        }
    }
}
