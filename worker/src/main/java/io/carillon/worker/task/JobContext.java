package io.carillon.worker.task;

import java.time.Instant;
import java.util.Optional;

/** The run that a task works on, and whether it should still. */
public interface JobContext {

    /** The stable key of the run: the same for every attempt. */
    String runId();

    AttemptToken attempt();

    String namespace();

    String job();

    /** The instant that the schedule named. */
    Instant scheduledAt();

    /** The instant that the run became due: the scheduled one, or later by jitter or a retry's back-off. */
    Instant dueAt();

    /** When the node will stop the attempt, by this machine's clock; nothing if it may take as long as it likes. */
    Optional<Instant> deadline();

    /** Counts from 0. */
    int shardIndex();

    int shardTotal();

    /** The run's params: a JSON object. */
    String paramsJson();

    /** Whether the attempt was told to stop; its thread is interrupted as well. */
    boolean isCancelled();

    /** For loops that never block: returns if the attempt may go on. */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new AttemptCancelledException(this);
        }
    }
}
