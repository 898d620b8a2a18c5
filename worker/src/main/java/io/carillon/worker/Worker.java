package io.carillon.worker;

import io.carillon.worker.core.Ending;
import io.carillon.worker.core.WorkerEvent;
import io.carillon.worker.declare.DeclarationShipper;
import io.carillon.worker.declare.Declared;
import java.time.Duration;
import java.util.List;
import java.util.Queue;

/**
 * A worker that has been started. It dials the server, and dials again for as long as it takes; a link that is lost costs
 * nothing of what runs.
 */
public final class Worker implements AutoCloseable {

    private final String workerId;
    private final Queue<WorkerEvent> inbox;
    private final Lifecycle lifecycle;
    private final DeclarationShipper declarations;

    Worker(String workerId, WorkerLoop.Mailbox mailbox) {
        this.workerId = workerId;
        this.declarations = mailbox.declarations();
        this.inbox = mailbox.inbox();
        this.lifecycle = mailbox.lifecycle();
    }

    public static WorkerBuilder builder() {
        return new WorkerBuilder();
    }

    public String workerId() {
        return workerId;
    }

    /** Whether a node can hand out work to this worker at present. */
    public boolean isConnected() {
        return lifecycle.isConnected();
    }

    /** What became of each job that the code declares, as far as a node has said so. */
    public List<Declared> declared() {
        return declarations.declared();
    }

    /** Waits until a node has decided about all the jobs that the code declares. False if none has in time. */
    public boolean awaitDeclared(Duration limit) throws InterruptedException {
        return declarations.awaitDecided(limit);
    }

    /** Waits for the first welcome of a node. False if none came in time, or the worker has ended. */
    public boolean awaitConnected(Duration limit) throws InterruptedException {
        return lifecycle.awaitWelcome(limit);
    }

    /**
     * Waits until the worker has ended.
     *
     * @throws WorkerException if a node turned it away for good: a wrong token, say, or a version that is not spoken
     */
    public void awaitEnded() throws InterruptedException {
        if (lifecycle.awaitEnding() instanceof Ending.TurnedAway turnedAway) {
            throw new WorkerException(turnedAway.code(), turnedAway.message());
        }
    }

    /**
     * Takes no more work, lets what runs finish for as long as given, reports, waits for the acknowledgements and ends. What
     * still runs by then is stopped and handed back.
     *
     * @return whether everything finished and was acknowledged
     */
    public boolean drain(Duration limit) throws InterruptedException {
        inbox.add(new WorkerEvent.DrainRequested(limit));
        return lifecycle.awaitEnding() instanceof Ending.Left left && left.complete();
    }

    /** Leaves at once: what runs is stopped and handed back. Returns within a few seconds, whatever the tasks do. */
    @Override
    public void close() {
        try {
            drain(Duration.ZERO);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
