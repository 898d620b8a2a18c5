package io.carillon.worker.core;

import io.carillon.protocol.v1.Nodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a cluster as a worker knows them: those that it was told to dial, and those that these name. There is one connection to
 * each node, whichever of its addresses it was dialled by.
 */
final class Peers {

    private final Map<String, Peer> byAddress = new LinkedHashMap<>();
    private final Servers servers;
    private final Backoff backoff;
    private final int frameBytes;
    private Map<String, String> named = Map.of();
    private int lastLink;

    Peers(Servers servers, Backoff backoff, int frameBytes) {
        this.servers = servers;
        this.backoff = backoff;
        this.frameBytes = frameBytes;
        servers.addresses().forEach(server -> add(server, null));
    }

    List<Peer> all() {
        return List.copyOf(byAddress.values());
    }

    Optional<Peer> on(int link) {
        for (var peer : byAddress.values()) {
            if (peer.connection().isCurrent(link)) {
                return Optional.of(peer);
            }
        }
        return Optional.empty();
    }

    /** When there is something to do about a connection; null if there is nothing. An address that is not to be dialled waits for nothing. */
    @Nullable
    Duration wakeUp() {
        Duration first = null;
        for (var peer : byAddress.values()) {
            var next = peer.connection().wakeUp();
            boolean sooner = next != null && (first == null || next.compareTo(first) < 0);
            if (sooner && (!peer.connection().isWaiting() || isWanted(peer))) {
                first = next;
            }
        }
        return first;
    }

    /** What was to be said of an attempt's end is not worth saying any more. */
    void forget(AttemptKey attempt) {
        for (var peer : byAddress.values()) {
            peer.outbox().forget(attempt);
        }
    }

    Stream<Peer> up() {
        return byAddress.values().stream().filter(Peer::isUp);
    }

    /** Whom to tell about a run that a node has handed out: that node, or everybody if it is not there. */
    List<Peer> concerned(@Nullable String home) {
        for (var peer : byAddress.values()) {
            if (peer.isUpTo(home)) {
                return List.of(peer);
            }
        }
        return up().toList();
    }

    /** Whether a node has ever welcomed the worker at any address but this one. */
    boolean anyOtherEverUp(Peer peer) {
        return byAddress.values().stream()
                .anyMatch(other -> other != peer && other.connection().wasEverUp());
    }

    /** Another connection to the node that this one has just reached. */
    Optional<Peer> twin(Peer peer) {
        return up().filter(other -> other != peer && Objects.equals(other.node(), peer.node()))
                .findFirst();
    }

    /**
     * Whether to dial an address at all: not while another leads to the same node, or is about to, and not one that nobody has named while
     * all that were named are reached.
     */
    boolean isWanted(Peer peer) {
        boolean complete = !named.isEmpty() && named.values().stream().allMatch(this::isReached);
        return !leadsWhereAnotherDoes(peer) && (named.containsKey(peer.address()) || !complete);
    }

    private boolean leadsWhereAnotherDoes(Peer peer) {
        return peer.node() != null
                && byAddress.values().stream()
                        .anyMatch(other -> other != peer
                                && other.connection().isOpen()
                                && peer.node().equals(other.node()));
    }

    private boolean isReached(String node) {
        return up().anyMatch(peer -> peer.isUpTo(node));
    }

    /** What a node says of who is there. One that is not named any more is forgotten when it is gone; nobody forgets what he was told to dial. */
    void heed(Nodes nodes) {
        if (nodes.getNodesCount() == 0 || !servers.discovers()) {
            return;
        }
        var now = new LinkedHashMap<String, String>();
        nodes.getNodesList().forEach(each -> now.put(each.getAddress(), each.getNodeId()));
        named = now;
        now.forEach((address, node) -> {
            var known = byAddress.get(address);
            if (known == null) {
                add(address, node);
            } else {
                known.named(node);
            }
        });
        for (var peer : all()) {
            if (!named.containsKey(peer.address())
                    && !servers.addresses().contains(peer.address())
                    && !peer.connection().isOpen()) {
                byAddress.remove(peer.address());
            }
        }
    }

    /** The shares of the nodes that go by them. */
    List<SlotShare> shares() {
        var shares = new ArrayList<SlotShare>();
        byAddress.values().stream().filter(Peer::isByCredit).forEach(peer -> shares.add(peer.share()));
        return shares;
    }

    int nextLink() {
        return ++lastLink;
    }

    private void add(String address, @Nullable String node) {
        byAddress.put(address, new Peer(address, node, new Connection(backoff), new Outbox(frameBytes)));
    }
}
