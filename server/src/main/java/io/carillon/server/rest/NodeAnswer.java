package io.carillon.server.rest;

import io.carillon.engine.Leases;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.PartitionStatus;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The nodes of a cluster as people see them. What a node of an earlier version does not say of itself is left out. */
final class NodeAnswer {

    private final Map<NodeId, Integer> owned = new HashMap<>();
    private final Instant now;

    /** @param now by the clock that all nodes share */
    NodeAnswer(List<PartitionStatus> partitions, Instant now) {
        this.now = now;
        for (PartitionStatus partition : partitions) {
            if (partition.owner() != null) {
                owned.merge(partition.owner(), 1, Integer::sum);
            }
        }
    }

    Json.Obj document(NodeStatus node) {
        NodeCard card = node.card();
        boolean silent = !node.leaseUntil().isAfter(now);
        var out = Json.object().put("id", node.id().value());
        put(out, "address", card.address());
        out.put("state", silent ? "silent" : node.leaving() ? "leaving" : "up");
        if (silent) {
            out.put(
                    "silentSince",
                    node.leaseUntil().minus(Leases.DEFAULT.lease()).toString());
        }
        put(out, "startedAt", card.startedAt() == null ? null : card.startedAt().toString());
        put(out, "version", card.version());
        out.put("partitions", owned.getOrDefault(node.id(), 0));
        put(out, "clockSkewMillis", card.skew());
        put(out, "latenessMillis", card.lateness());
        return out.build();
    }

    private static void put(Json.ObjectBuilder out, String name, @Nullable String text) {
        if (text != null) {
            out.put(name, text);
        }
    }

    private static void put(Json.ObjectBuilder out, String name, @Nullable Duration span) {
        if (span != null) {
            out.put(name, span.toMillis());
        }
    }
}
