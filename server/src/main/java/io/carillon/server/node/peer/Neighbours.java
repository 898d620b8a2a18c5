package io.carillon.server.node.peer;

import io.carillon.gateway.WorkerView;
import io.carillon.gateway.peer.Whereabouts;
import io.carillon.gateway.peer.WorkersWire;
import io.carillon.model.NodeId;
import io.carillon.model.WorkerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks all other nodes at once. One that does not answer in time is left out. */
public final class Neighbours implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("carillon-peers-", 0).factory());
    private final NodeId self;
    private final Whereabouts whereabouts;
    private final Peers peers;

    public Neighbours(NodeId self, Whereabouts whereabouts, Peers peers) {
        this.self = self;
        this.whereabouts = whereabouts;
        this.peers = peers;
    }

    /** Has them read again what all nodes know: when this returns, those that answered know it. */
    public void tellOfChange() throws InterruptedException {
        all((peer, address) -> peers.look(peer, address, PATIENCE));
    }

    /** The workers of all nodes in the order of their ids; one that several nodes know is named once, as this node knows it. */
    public Collection<WorkerView> workers(List<WorkerView> own) throws InterruptedException {
        var known = new TreeMap<WorkerId, WorkerView>();
        own.forEach(worker -> known.put(worker.facts().id(), worker));
        for (var seen : all((peer, address) -> peers.workers(peer, address, PATIENCE))) {
            WorkersWire.read(seen)
                    .forEach(worker -> known.putIfAbsent(worker.facts().id(), worker));
        }
        return known.values();
    }

    private interface Question<T> {

        T to(NodeId peer, String address) throws InterruptedException;
    }

    private <T> List<T> all(Question<T> question) throws InterruptedException {
        var asked = new ArrayList<Callable<T>>();
        whereabouts.view().addresses().forEach((peer, address) -> {
            if (!peer.equals(self)) {
                asked.add(() -> question.to(peer, address));
            }
        });
        var answers = new ArrayList<T>();
        for (Future<T> answer : threads.invokeAll(asked)) {
            try {
                answers.add(answer.get());
            } catch (ExecutionException broken) {
                throw new IllegalStateException("a question to another node failed", broken);
            }
        }
        return answers;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        peers.close();
    }
}
