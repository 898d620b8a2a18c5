package io.carillon.worker.core;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saved;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.util.List;

/** Something that happened to a worker. Links are numbered, so that what an old one still had to say is not mistaken for news. */
public sealed interface WorkerEvent {

    void applyTo(Decisions decisions);

    /** The worker was started. */
    record Began() implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.begin();
        }
    }

    /** Nothing happened but that time went by. */
    record TimePassed() implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.passTime();
        }
    }

    /** The node said something. */
    record FrameReceived(int link, NodeFrame frame) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.receive(link, frame);
        }
    }

    /** The link would take a frame now, and no other event waits: whatever is to be reported can go in one. */
    record LinkReady(int link) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.report(link);
        }
    }

    /** The link ended, or never came about. */
    record LinkLost(int link, Loss loss, String message) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.lose(link, loss, message);
        }
    }

    /**
     * A task ended.
     *
     * @param threw whether it did so by an exception
     * @param unsaved what it wanted to leave for those after it and is not known to be durable
     */
    record TaskEnded(AttemptKey attempt, TaskOutcome outcome, boolean threw, List<Saved> unsaved)
            implements WorkerEvent {

        public TaskEnded {
            unsaved = List.copyOf(unsaved);
        }

        public TaskEnded(AttemptKey attempt, TaskOutcome outcome, boolean threw) {
            this(attempt, outcome, threw, List.of());
        }

        @Override
        public void applyTo(Decisions decisions) {
            decisions.end(this);
        }
    }

    /** Attempts have something to say besides: how far they are, and what they want saved. */
    record Said(Reports reports) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.tell(reports);
        }
    }

    /** What runs have said still waits for the node, or no longer. */
    record LogsWait(boolean waiting) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.logsWait(waiting);
        }
    }

    /** The worker shall leave; what runs may go on for the given time. */
    record DrainRequested(Duration limit) implements WorkerEvent {
        @Override
        public void applyTo(Decisions decisions) {
            decisions.drain(limit);
        }
    }

    /** Why a link ended. */
    enum Loss {
        UNREACHABLE,
        /** There is somebody, but not one with whom this worker comes to speak: TLS stands between them. */
        HANDSHAKE_FAILED,
        UNAUTHENTICATED,
        CLOSED,
        SILENT,
        REFUSED
    }
}
