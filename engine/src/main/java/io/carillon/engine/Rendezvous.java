package io.carillon.engine;

import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Spreads partitions over nodes by rendezvous hashing: everybody who knows the same nodes comes to the same answer, and a node that
 * comes or goes moves only the partitions that it gains or had.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** The node that a partition belongs to; null if there is none. */
    static @Nullable NodeId winner(Partition partition, SortedSet<NodeId> nodes) {
        NodeId best = null;
        long highest = Long.MIN_VALUE;
        for (NodeId node : nodes) {
            long weight = weight(node, partition);
            if (best == null || weight > highest) {
                best = node;
                highest = weight;
            }
        }
        return best;
    }

    private static long weight(NodeId node, Partition partition) {
        return Hashes.mixed(Hashes.of(node.value()) ^ Hashes.mixed(partition.number() + 0x9E3779B97F4A7C15L));
    }
}
