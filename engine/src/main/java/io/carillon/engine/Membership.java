package io.carillon.engine;

import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who is in the cluster. It decides who may take what, and nothing more: what protects the state from a node that is wrong about
 * it is the fence in the store. Calls block; one that fails is a {@link StoreException}.
 */
public interface Membership {

    /** What time it is by the one clock that all nodes share. */
    Instant present();

    /**
     * A node is about to renew its lease for the first time. A {@link StoreException} says that it may not: what it goes by is not what
     * the cluster goes by, or another process has its id.
     */
    void join(NodeId node, ClusterRules rules);

    /**
     * Renews a node's lease and says who else holds one, by the one clock that all nodes share.
     *
     * @param leaving the node is about to go: it wants no partitions any more
     */
    Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card);

    /** Renews the lease of a node that says nothing of itself. */
    default Members renew(NodeId node, Duration lease, boolean leaving) {
        return renew(node, lease, leaving, NodeCard.BLANK);
    }

    /**
     * The nodes that have said something of late, in the order of their ids, whether or not their leases have ended. Nobody keeps a
     * list where there can be one node only; it is empty then.
     */
    List<NodeStatus> nodes();

    /** The node has gone and waits for nothing: its lease ends at once. */
    void leave(NodeId node);
}
