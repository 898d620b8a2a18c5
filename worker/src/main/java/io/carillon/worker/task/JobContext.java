package io.carillon.worker.task;

import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
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

    default Phase phase() {
        return Phase.WHOLE;
    }

    /**
     * To be returned by a handler that has found out into which parts its work falls: the attempt has succeeded by that, and the run ends when
     * a shard for each of these has. Returned by a shard, they become shards of its run beside it.
     *
     * @param items what each shard has for itself: something whose JSON is an object, which overrides the params of the run member by member
     */
    default TaskOutcome map(Collection<?> items) {
        throw new UnsupportedOperationException("nothing is split here");
    }

    /** The same, and when all of them have succeeded the handler is called again, in {@link Phase#GATHER}, to make the result. */
    default TaskOutcome mapAndGather(Collection<?> items) {
        throw new UnsupportedOperationException("nothing is split here");
    }

    /**
     * What the shards of the run have come to, in their order, without those that came to nothing; in {@link Phase#GATHER} only. It is fetched
     * page by page as the stream is read, by one thread.
     */
    default <R> Stream<R> results(Class<R> type) {
        throw new IllegalStateException("there is nothing to be gathered in phase " + phase());
    }

    /** The run's params: a JSON object. */
    String paramsJson();

    /** Whether the attempt was told to stop; its thread is interrupted as well. */
    boolean isCancelled();

    /**
     * Where whoever goes on with what this attempt begins says how that ended: a POST, of which docs/callbacks.md tells more. It is the
     * attempt's own and secret; hand it to nobody else. Nothing if the server takes no callbacks.
     */
    default Optional<URI> callbackUrl() {
        return Optional.empty();
    }

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

    /**
     * Says how far the attempt is, for those who look at its run. Never blocks, and may be called as often as one likes: the latest is told
     * about once a second.
     *
     * @param total what there is to do in all; 0 if nobody knows
     * @param note for people; cut after 200 bytes
     */
    default void progress(long done, long total, String note) {}

    default void progress(long done, long total) {
        progress(done, total, "");
    }

    /**
     * Leaves something for the next attempt, should there be one: whatever it needs to go on from here. Takes the place of what was left
     * before. Returns at once; the latest is sent when the builder's {@code checkpointEvery} allows, and when the attempt ends without
     * success.
     *
     * @param state something that has a JSON form, of at most 64 KiB
     */
    default void checkpoint(Object state) {
        throw new UnsupportedOperationException("nothing is kept here");
    }

    /** The latest checkpoint: this attempt's own, or what an earlier one has left. */
    default <T> Optional<T> checkpoint(Class<T> type) {
        return Optional.empty();
    }

    /**
     * Does a step of the work, unless an attempt of this run has done it: then answers with what came of it. Returns when the result is
     * durable, so that what follows may rely on it; while no server is there it waits, until the attempt is told to stop or has used up its
     * time.
     *
     * <p>A process that dies between the doing and the keeping has the step done again. What must not happen twice even then takes
     * {@link #idempotencyKey} along.
     *
     * @param step its name among those of the run, at most 100: 1 to 100 letters, digits or any of {@code . _ : / -}
     * @param type what it comes to: something that has a JSON form, of at most 16 KiB, and never null
     * @throws StepNotSavedException if the step was done, and that could not be kept
     */
    default <R> R once(String step, Class<R> type, Callable<R> work) throws Exception {
        throw new UnsupportedOperationException("nothing is kept here");
    }

    /** The same for a step that comes to nothing but its being done. */
    default void once(String step, Step work) throws Exception {
        once(step, Boolean.class, () -> {
            work.run();
            return true;
        });
    }

    /** The same for every attempt of the run, and for no other step: for those who can tell a repetition by a key. */
    default String idempotencyKey(String step) {
        return runId() + ":" + step;
    }

    /** A part of the work. */
    @FunctionalInterface
    interface Step {

        void run() throws Exception;
    }

    /** For loops that never block: returns if the attempt may go on. */
    default void throwIfCancelled() {
        if (isCancelled()) {
            throw new AttemptCancelledException(this);
        }
    }
}
