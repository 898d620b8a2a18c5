package io.carillon.server.node;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.Commands;
import io.carillon.gateway.SharedTime;
import io.carillon.gateway.WorkerView;
import io.carillon.gateway.peer.Forwarding;
import io.carillon.gateway.peer.KeyedRequests;
import io.carillon.gateway.peer.PeerCalls;
import io.carillon.gateway.peer.Whereabouts;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.server.node.peer.Neighbours;
import io.carillon.server.node.peer.PeerEndpoint;
import io.carillon.server.node.peer.Peers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where a node's users and its workers have their commands answered, whoever owns what they are about. When something has changed that all
 * nodes know, the others hear of it before whoever changed it has his answer: what he does next may be any node's to do.
 */
final class ClusterDesk implements Answerer, AutoCloseable {

    private final NodeId self;
    private final Whereabouts whereabouts;
    private final Forwarding forwarding;
    private final Neighbours neighbours;
    private final PeerEndpoint endpoint;
    private final Runnable look;
    private final Supplier<List<WorkerView>> workers;

    /** @param look reads again what all nodes know */
    ClusterDesk(
            NodeId self,
            Catalog catalog,
            Commands commands,
            SharedTime time,
            Whereabouts whereabouts,
            Peers peers,
            Runnable look,
            Supplier<List<WorkerView>> workers) {
        this.self = self;
        this.whereabouts = whereabouts;
        var own = new KeyedRequests(commands, catalog, time);
        this.forwarding = new Forwarding(self, Node.PARTITIONS, own, whereabouts, peers, new SystemTicker());
        this.neighbours = new Neighbours(self, whereabouts, peers);
        this.endpoint = new PeerEndpoint(new PeerCalls(own, catalog::run), look, workers);
        this.look = look;
        this.workers = workers;
    }

    /** What other nodes ask. */
    PeerEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public Reply ask(Command command, Duration patience) throws InterruptedException {
        Reply reply = forwarding.ask(command, patience);
        switch (reply) {
            case Reply.ResourceSaved _, Reply.ResourceDeleted _, Reply.AppDeclared _ -> {
                look.run();
                neighbours.tellOfChange();
            }
            case Reply.JobSaved _,
                    Reply.JobDeleted _,
                    Reply.RunMade _,
                    Reply.RunRepeated _,
                    Reply.RunsMade _,
                    Reply.RunDiscarded _,
                    Reply.CancelTaken _,
                    Reply.CallbackTaken _,
                    Reply.RunExplained _,
                    Reply.Refused _ -> {}
        }
        return reply;
    }

    /** Who answers for a run: this node for one whose owner it does not know. */
    NodeId ownerOf(RunId run) {
        NodeId owner = whereabouts.view().ownerOf(run.partition());
        return owner == null ? self : owner;
    }

    /** The workers of all nodes. */
    Collection<WorkerView> workers() throws InterruptedException {
        return neighbours.workers(workers.get());
    }

    @Override
    public void close() {
        endpoint.close();
        neighbours.close();
    }
}
