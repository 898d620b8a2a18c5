package io.carillon.test;

import io.carillon.engine.SessionId;
import io.carillon.gateway.FrameSink;
import io.carillon.gateway.WorkerSessions;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.NodeLink;
import io.carillon.worker.core.WorkerEvent.Loss;
import java.time.Duration;
import java.time.Instant;

/** The stream between a worker and the node, both of its ends. What is sent arrives at the same instant, in order. */
final class TestLink implements NodeLink, FrameSink {

    private final World world;
    private final String worker;
    private final WorkerSessions sessions;
    private final SessionId session;
    private final Listener listener;
    private Instant busyAt;
    private Duration lateness = Duration.ZERO;
    private boolean open = true;
    private boolean up;

    /** @param listener the worker's end, which hears nothing while its process stands still */
    TestLink(World world, String worker, WorkerSessions sessions, Listener listener) {
        this.world = world;
        this.worker = worker;
        this.sessions = sessions;
        this.listener = listener;
        this.session = sessions.opened(this);
        this.busyAt = world.now();
    }

    /** From now on results are on their way for so long. */
    void delayResults(Duration span) {
        lateness = span;
    }

    /** Whether for so long nothing but beats has gone over it. */
    boolean isQuiet(Duration span) {
        return open && up && !busyAt.plus(span).isAfter(world.now());
    }

    @Override
    public void send(WorkerFrame frame) {
        if (!open) {
            return;
        }
        busyAt = frame.hasHeartbeat() ? busyAt : world.now();
        boolean results = frame.hasReports() && frame.getReports().getResultsCount() > 0;
        frame.getReports().getResultsList().forEach(result -> world.tell(worker + " says how " + said(result)));
        Duration after = results ? lateness : Duration.ZERO;
        up(frame, after);
        if (results && world.doubling()) {
            up(frame, after);
        }
    }

    private void up(WorkerFrame frame, Duration after) {
        world.after(after, worker + " to node", () -> {
            if (open) {
                sessions.received(session, frame);
            }
        });
    }

    @Override
    public void send(NodeFrame frame) {
        busyAt = frame.hasHeartbeat() ? busyAt : world.now();
        down(frame);
        if (frame.hasAssignments() && world.doubling()) {
            down(frame);
        }
    }

    private void down(NodeFrame frame) {
        world.soon("node to " + worker, () -> {
            if (open) {
                up |= frame.hasWelcome();
                note(frame);
                listener.received(frame);
            }
        });
    }

    private void note(NodeFrame frame) {
        frame.getAssignments()
                .getAssignmentsList()
                .forEach(assignment -> world.tell(
                        worker + " is given " + attempt(assignment.getAttempt()) + " of job " + assignment.getJob()));
        frame.getStops()
                .getStopsList()
                .forEach(stop -> world.tell(worker + " is told to stop " + attempt(stop.getAttempt())));
        frame.getAcknowledgements().getResultsList().stream()
                .filter(ack -> !ack.getAccepted())
                .forEach(ack -> world.tell(worker + " is told that nobody wants " + refused(ack)));
    }

    private static String refused(ResultAck ack) {
        return "the result of " + attempt(ack.getAttempt()) + ": " + ack.getReason();
    }

    private static String said(Result result) {
        return attempt(result.getAttempt()) + " ended: "
                + result.getOutcome().name().substring("OUTCOME_".length());
    }

    private static String attempt(Attempt attempt) {
        return "attempt " + attempt.getNumber() + " of run " + attempt.getRunId();
    }

    @Override
    public boolean isReady() {
        return open;
    }

    /** The worker ends it. */
    @Override
    public void hangUp(boolean politely) {
        leave();
    }

    /** The worker's end is gone, and the node notices. */
    void leave() {
        if (open) {
            open = false;
            world.soon(worker + " has hung up", () -> sessions.closed(session));
        }
    }

    /** The node ends it. */
    @Override
    public void close() {
        lose();
    }

    /** The node's end is gone, and the worker notices. */
    void lose() {
        if (open) {
            open = false;
            world.soon(worker + " loses its link", () -> listener.lost(Loss.CLOSED, "the link is gone"));
        }
    }

    /** It is cut, and both ends notice. */
    void cut() {
        if (open) {
            lose();
            world.soon("the node loses " + worker, () -> sessions.closed(session));
        }
    }
}
