package io.carillon.store;

import io.carillon.engine.ClusterRules;
import io.carillon.engine.Members;
import io.carillon.engine.Membership;
import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The membership of a database that one process alone can open: whoever asks is the only node there is, and every other that ever
 * owned something is gone. Nothing need be written for that.
 */
final class SoleMember implements Membership {

    private final Readers readers;
    private final Dialect dialect;

    SoleMember(Readers readers, Dialect dialect) {
        this.readers = readers;
        this.dialect = dialect;
    }

    /** The one clock that all nodes share is the machine's own, for there is one node. */
    @Override
    public Instant present() {
        return readers.read(session -> session.present(dialect));
    }

    @Override
    public void join(NodeId node, ClusterRules rules) {
        // There is nobody to agree with.
    }

    @Override
    public List<NodeStatus> nodes() {
        return List.of();
    }

    @Override
    public Members renew(NodeId node, Duration lease, boolean leaving, NodeCard card) {
        SortedSet<NodeId> self = new TreeSet<>();
        self.add(node);
        return new Members(present(), self, leaving ? self : new TreeSet<>());
    }

    @Override
    public void leave(NodeId node) {
        // Nobody is there to tell.
    }
}
