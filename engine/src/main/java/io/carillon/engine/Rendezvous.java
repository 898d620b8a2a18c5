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
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < node.value().length(); i++) {
            hash = (hash ^ node.value().charAt(i)) * 0x100000001B3L;
        }
        return mixed(hash ^ mixed(partition.number() + 0x9E3779B97F4A7C15L));
    }

    /** The finalizer of SplitMix64: one bit in changes half of the bits out. */
    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
