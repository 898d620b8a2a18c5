package io.carillon.worker.task;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.slf4j.event.Level;

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

    /**
     * Says something in the log of the run, as ordinary logging on the attempt's thread does. Never blocks; what is too much is left out
     * and counted.
     *
     * @param source who says it; may be empty
     */
    void log(Level level, String source, String text);

    /**
     * Whether the log of the run has room, or what is said now only takes the place of what was said just before. A task that passes on a
     * flood may leave most of it out by itself, which costs less.
     */
    default boolean hasLogRoom() {
        return true;
    }

    /** Lines that were said, and that nobody is going to see: the log tells how many. */
    default void leaveOut(long lines, long bytes) {}

    default void log(String text) {
        log(Level.INFO, "", text);
    }

    /** Work for another thread that belongs to this run: what is logged there is the run's. */
    @SuppressWarnings("overloads")
    Runnable wrap(Runnable work);

    /** The same for work with a result. */
    @SuppressWarnings("overloads")
    <T> Callable<T> wrap(Callable<T> work);

    /** The same for everything that is handed to an executor by way of the new one. */
    @SuppressWarnings("overloads")
    default Executor wrap(Executor executor) {
        return work -> executor.execute(wrap(work));
    }

    /** For loops that never block: returns if the attempt may go on. */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new AttemptCancelledException(this);
        }
    }
}
