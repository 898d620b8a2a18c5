package io.carillon.worker;

import io.carillon.worker.core.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker without a thread of its own and without a network, for test kits: everything else of it is what {@link Worker} has. Whoever
 * turns it says what time it is by the builder's clock and ticker, and carries its frames. For use by one thread.
 */
public final class TurnedWorker {

    /** What the dialer is given: there is one node, and it needs no address. */
    static final String THE_NODE = "node";

    private final Queue<WorkerEvent> inbox;
    private final WorkerLoop loop;

    TurnedWorker(Queue<WorkerEvent> inbox, WorkerLoop loop) {
        this.inbox = inbox;
        this.loop = loop;
    }

    /**
     * What such a worker is put into.
     *
     * @param dialer opens its streams
     * @param threads run its tasks
     * @param patience how tasks wait
     * @param stirred called by any thread when a turn is due because something has happened
     */
    public record Surroundings(NodeLink.Dialer dialer, ExecutorService threads, Patience patience, Runnable stirred) {}

    static BlockingQueue<WorkerEvent> inbox(Runnable stirred) {
        return new LinkedBlockingQueue<>() {
            @Override
            public boolean offer(WorkerEvent event) {
                boolean taken = super.offer(event);
                stirred.run();
                return taken;
            }
        };
    }

    /** Dials for the first time. */
    public void begin() {
        loop.begin();
    }

    /** Deals with everything that has happened, and with the time that has passed. */
    public void turn() {
        if (!loop.hasEnded()) {
            var first = inbox.poll();
            loop.turn(first == null ? new WorkerEvent.TimePassed() : first);
        }
    }

    /** The elapsed time at which a turn is due if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return loop.hasEnded() ? Optional.empty() : loop.wakeUp();
    }

    /** Takes no more work and ends when what runs has finished, or this time is over. */
    public void drain(Duration limit) {
        inbox.add(new WorkerEvent.DrainRequested(limit));
    }

    public boolean hasEnded() {
        return loop.hasEnded();
    }
}
