package io.carillon.gateway.peer;

import io.carillon.engine.PartitionStatus;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is there and who owns what, as a node saw it last. It may be out of date at any time; whoever is asked knows better.
 *
 * @param addresses of the nodes whose leases had not ended, as far as they say them
 */
public record ClusterView(SortedMap<NodeId, String> addresses, Map<Partition, NodeId> owners) {

    public static final ClusterView NOBODY = new ClusterView(new TreeMap<>(), Map.of());

    public ClusterView {
        addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        owners = Map.copyOf(owners);
    }

    public static ClusterView of(SortedMap<NodeId, String> addresses, Iterable<PartitionStatus> partitions) {
        return new ClusterView(addresses, owners(partitions));
    }

    /** The same nodes, of which others may own what. */
    public ClusterView with(List<PartitionStatus> partitions) {
        return new ClusterView(addresses, owners(partitions));
    }

    /** Nobody where it is changing hands, or was never heard of. */
    public @Nullable NodeId ownerOf(Partition partition) {
        return owners.get(partition);
    }

    private static Map<Partition, NodeId> owners(Iterable<PartitionStatus> partitions) {
        var owners = new HashMap<Partition, NodeId>();
        for (PartitionStatus status : partitions) {
            NodeId owner = status.owner();
            if (owner != null) {
                owners.put(status.partition(), owner);
            }
        }
        return owners;
    }
}
