package io.carillon.simulation;

import io.carillon.engine.SessionId;
import io.carillon.gateway.FrameSink;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stream between a worker's process and a node's. Either end may go without the other noticing at once. */
final class Stream implements FrameSink {

    private final Network network;
    private final FrameFaults faults;
    private final SimulatedNode node;
    private final Channel up;
    private final Channel down;
    private final Listener listener;
    private final String name;
    private final Consumer<Runnable> process;
    private final Runnable flush;
    private @Nullable SessionId session;
    private boolean over;

    Stream(Network network, FrameFaults faults, String worker, SimulatedNode node, Listener listener) {
        this.network = network;
        this.faults = faults;
        this.node = node;
        this.listener = listener;
        this.process = node.machine().process();
        this.name = worker + "-" + node.name();
        this.up = new Channel(network, worker, node.name());
        this.down = new Channel(network, node.name(), worker);
        this.flush = () -> {
            up.flush();
            down.flush();
        };
        network.onHealing(flush);
    }

    /** The worker's end. */
    record Listener(Consumer<NodeFrame> received, Runnable lost) {}

    String name() {
        return name;
    }

    boolean over() {
        return over;
    }

    /** The worker speaks. */
    void send(WorkerFrame frame) {
        Runnable arrival = atNode(() -> arrived(frame));
        if (frame.hasReports() && faults.reorders()) {
            up.sendLate(arrival, faults.lateness());
            return;
        }
        up.send(arrival);
        if (frame.hasReports() && faults.duplicates()) {
            up.sendLate(arrival, faults.lateness());
        }
    }

    /** The node speaks. */
    @Override
    public void send(NodeFrame frame) {
        Runnable arrival = () -> listener.received().accept(frame);
        down.send(arrival);
        if (frame.hasAssignments() && faults.duplicates()) {
            down.sendLate(arrival, faults.lateness());
        }
    }

    /** The node ends the stream. */
    @Override
    public void close() {
        down.send(this::lostByWorker);
    }

    /** The worker ends the stream, or its process is gone and its machine says so. */
    void hangUp() {
        up.send(atNode(this::lostByNode));
        end();
    }

    /** The connection is reset: what is on its way is lost, and both ends notice. */
    void reset() {
        up.swallow();
        down.swallow();
        network.timeline().after(network.delay(), name + " is reset for the node", atNode(this::lostByNode));
        network.timeline().after(network.delay(), name + " is reset for the worker", this::lostByWorker);
    }

    /** One of the two directions loses everything from now on. */
    void swallow(boolean upwards) {
        if (upwards) {
            up.swallow();
        } else {
            down.swallow();
        }
    }

    /** The node's process is gone; the worker notices, unless the whole machine is. */
    void nodeDied(boolean noticed, Duration after) {
        up.swallow();
        if (noticed) {
            network.timeline().after(after, name + " ends at the worker", this::lostByWorker);
        }
    }

    private Runnable atNode(Runnable action) {
        return () -> process.accept(action);
    }

    private void arrived(WorkerFrame frame) {
        if (session == null) {
            session = node.sessions().opened(this);
        }
        node.sessions().received(session, frame);
    }

    private void lostByNode() {
        if (session != null) {
            node.sessions().closed(session);
        }
    }

    private void lostByWorker() {
        if (!over) {
            end();
            listener.lost().run();
        }
    }

    private void end() {
        over = true;
        network.forget(flush);
        node.forget(this);
    }
}
