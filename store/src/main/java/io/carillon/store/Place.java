package io.carillon.store;

import io.carillon.model.Partition;

/**
 * Which one a database is of those that a cluster is spread over. Each holds the partitions whose number is its own modulo how many
 * there are, with all that belongs to them; who is in the cluster, and its time, is the first one's to say.
 */
record Place(int number, int total) {

    static final Place ONLY = new Place(0, 1);

    Place {
        if (number < 0 || number >= total) {
            throw new IllegalArgumentException("no database is number " + number + " of " + total);
        }
    }

    static int of(Partition partition, int total) {
        return partition.number() % total;
    }

    boolean holds(Partition partition) {
        return of(partition, total) == number;
    }

    boolean isFirst() {
        return number == 0;
    }

    @Override
    public String toString() {
        return "database " + (number + 1) + " of " + total;
    }
}
