package io.carillon.server.node;

import io.carillon.engine.Members;
import io.carillon.engine.NodeCard;
import io.carillon.engine.PartitionStatus;
import io.carillon.gateway.SharedTime;
import io.carillon.gateway.peer.ClusterView;
import io.carillon.gateway.peer.Whereabouts;
import io.carillon.model.NodeId;
import io.carillon.server.node.peer.Peers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a node of a cluster says of itself; what it hears of the others goes to those who ask them. */
final class OwnCard implements Presence {

    private final SystemTicker clock = new SystemTicker();
    private final SharedTime time;
    private final Instant startedAt;
    private final WorstLately lately;
    private final Whereabouts whereabouts;
    private final Peers peers;
    private final Consumer<Map<NodeId, String>> workers;
    private volatile @Nullable String address;

    /** @param workers hears where the nodes of the cluster are */
    OwnCard(
            SharedTime time,
            Instant startedAt,
            WorstLately lately,
            Whereabouts whereabouts,
            Peers peers,
            Consumer<Map<NodeId, String>> workers) {
        this.time = time;
        this.startedAt = startedAt;
        this.lately = lately;
        this.whereabouts = whereabouts;
        this.peers = peers;
        this.workers = workers;
    }

    /** From now on the node is reached here. */
    void reachedAt(String known) {
        address = known;
    }

    @Nullable
    String address() {
        return address;
    }

    @Override
    public NodeCard card() {
        Duration skew = Duration.between(time.instant(), clock.machineTime());
        return new NodeCard(address, Version.text(), startedAt, skew, lately.get());
    }

    @Override
    public void heard(Members members, Collection<PartitionStatus> partitions) {
        whereabouts.see(ClusterView.of(members.addresses(), partitions));
        peers.keep(members.addresses());
        workers.accept(members.addresses());
    }
}
