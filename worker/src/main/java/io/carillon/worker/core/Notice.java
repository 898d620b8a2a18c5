package io.carillon.worker.core;

/** What is worth knowing about a worker's life, once per change and never once per attempt to change. */
public sealed interface Notice {

    /** Whether somebody may want to do something about it. */
    default boolean isTroubling() {
        return false;
    }

    record Connected(String nodeId) implements Notice {}

    /**
     * The worker goes on with what it holds and keeps dialling.
     *
     * @param others how many nodes it is connected to all the same
     */
    record Disconnected(String address, WorkerEvent.Loss loss, String message, int others) implements Notice {
        @Override
        public boolean isTroubling() {
            return true;
        }
    }

    record AssignmentRefused(AttemptKey attempt, String code) implements Notice {}

    /** A node knew better: the result is kept there as evidence and changed nothing. */
    record ResultNotAccepted(AttemptKey attempt, String reason) implements Notice {
        @Override
        public boolean isTroubling() {
            return true;
        }
    }

    record Draining(int running) implements Notice {}

    /** Time is up: what still runs was told to stop. */
    record Leaving(int running, int unacknowledged) implements Notice {
        @Override
        public boolean isTroubling() {
            return true;
        }
    }
}
