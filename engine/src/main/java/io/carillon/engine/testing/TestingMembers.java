package io.carillon.engine.testing;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The nodes of a cluster that is nothing but memory, by a clock that a test turns. */
final class TestingMembers {

    private final TreeMap<NodeId, NodeStatus> nodes = new TreeMap<>();
    private @Nullable ClusterRules rules;

    void join(NodeId node, ClusterRules wanted, Instant now) {
        if (rules == null) {
            rules = wanted;
        }
        if (!rules.equals(wanted)) {
            throw new StoreException(StoreException.Code.MISFIT, "the cluster has " + rules + ", not " + wanted);
        }
        if (nodes.putIfAbsent(node, new NodeStatus(node, NodeCard.BLANK, false, now)) != null) {
            throw new StoreException(StoreException.Code.MISFIT, "there is a node " + node + " already");
        }
    }

    Members renew(NodeStatus status, Instant now) {
        nodes.put(status.id(), status);
        var live = new TreeSet<NodeId>();
        var leaving = new TreeSet<NodeId>();
        var addresses = new TreeMap<NodeId, String>();
        for (NodeStatus each : nodes.values()) {
            if (each.leaseUntil().isAfter(now)) {
                live.add(each.id());
                if (each.leaving()) {
                    leaving.add(each.id());
                }
                if (each.card().address() != null) {
                    addresses.put(each.id(), each.card().address());
                }
            }
        }
        return new Members(now, live, leaving, addresses);
    }

    List<NodeStatus> all() {
        return List.copyOf(nodes.values());
    }

    void leave(NodeId node) {
        nodes.remove(node);
    }

    static NodeStatus status(NodeId node, Duration lease, boolean leaving, NodeCard card, Instant now) {
        return new NodeStatus(node, card, leaving, now.plus(lease));
    }
}
