package io.carillon.engine;

import io.carillon.model.Partition;

/**
 * In how many lanes a node commits: each has a batch under way, and a partition is always in the same one.
 *
 * @param databases in how many databases they lie, each lane in one of them; the first one says who is in the cluster
 */
public record Lanes(int count, int databases) {

    public static final Lanes ONE = new Lanes(1, 1);

    public Lanes {
        if (databases < 1 || count < databases || count % databases != 0) {
            throw new IllegalArgumentException(count + " lanes can't be shared among " + databases + " databases");
        }
    }

    int of(Partition partition) {
        return partition.number() % count;
    }

    public int databaseOf(Partition partition) {
        return partition.number() % databases;
    }

    public int databaseOf(int lane) {
        return lane % databases;
    }

    /** Whether a lane lies in the database without which nothing goes on. */
    public boolean isVital(int lane) {
        return databaseOf(lane) == 0;
    }
}
