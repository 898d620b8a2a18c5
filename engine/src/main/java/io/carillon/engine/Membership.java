package io.carillon.engine;

import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;

/**
 * Who is in the cluster. It decides who may take what, and nothing more: what protects the state from a node that is wrong about
 * it is the fence in the store. Calls block; one that fails is a {@link StoreException}.
 */
public interface Membership {

    /** What time it is by the one clock that all nodes share. */
    Instant present();

    /**
     * Renews a node's lease and says who else holds one, by the one clock that all nodes share.
     *
     * @param leaving the node is about to go: it wants no partitions any more
     */
    Members renew(NodeId node, Duration lease, boolean leaving);

    /** The node has gone and waits for nothing: its lease ends at once. */
    void leave(NodeId node);
}
