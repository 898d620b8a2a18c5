package io.carillon.model.run;

import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a run stands. Each state holds exactly the data that it needs; the outside sees the seven of {@link RunStatus}.
 */
public sealed interface RunState {

    RunStatus status();

    /** Recorded ahead of its instant. */
    record Pending() implements RunState {

        @Override
        public RunStatus status() {
            return RunStatus.PENDING;
        }
    }

    /** Due, and not known to have begun. */
    sealed interface Scheduled extends RunState {

        @Override
        default RunStatus status() {
            return RunStatus.SCHEDULED;
        }
    }

    /**
     * No worker has it.
     *
     * @param notBefore the pause after a failed attempt ends here
     * @param lastError what the previous attempt ended with, if there was one
     */
    record Waiting(
            Instant since, Instant notBefore, @Nullable RunError lastError) implements Scheduled {}

    /**
     * A former owner may have handed it out: workers get a moment to say that they hold it.
     *
     * @param last the last hand-out that was recorded, if any was
     */
    record Recovering(Instant since, @Nullable Attempt last) implements Scheduled {}

    /** Handed out; the worker has not said that it began. */
    record Sent(Attempt attempt) implements Scheduled {}

    /** It is being done. */
    sealed interface Running extends RunState {

        Instant startedAt();

        @Override
        default RunStatus status() {
            return RunStatus.RUNNING;
        }
    }

    /** A worker is on it. */
    sealed interface OnWorker extends Running {

        Attempt attempt();
    }

    record Working(Attempt attempt, Instant startedAt) implements OnWorker {}

    /** The worker was told to stop and has not reported yet. */
    record Stopping(Attempt attempt, Instant startedAt, StopCause cause, Instant since) implements OnWorker {}

    /**
     * The attempt has begun something that goes on elsewhere: no worker has it, and whoever does it says how it ended.
     *
     * @param since when its worker let go of it
     */
    record Awaiting(Attempt attempt, Instant startedAt, Instant since) implements Running {}

    /** It was split: no worker has it, and its parts are runs of their own. */
    sealed interface InParts extends Running {

        int parts();
    }

    record Split(int parts, Instant startedAt) implements InParts {}

    /** Its parts were told to stop, and have not all ended yet. */
    record Unwinding(int parts, Instant startedAt, StopCause cause, Instant since) implements InParts {}

    /** Why a run that is being done is told to stop. */
    enum StopCause {
        CANCELLED,
        TIMED_OUT,
        DEADLINE
    }

    /** Never changes again. */
    sealed interface Final extends RunState {

        Instant finishedAt();
    }

    /**
     * The work was done.
     *
     * @param attempt the one that did it; null if its parts did
     */
    record Succeeded(
            @Nullable Attempt attempt,
            Instant startedAt,
            Instant finishedAt,
            @Nullable Json result) implements Final {

        @Override
        public RunStatus status() {
            return RunStatus.SUCCEEDED;
        }
    }

    /**
     * The last attempt failed, and its policy allows no other.
     *
     * @param attempt what it ended on; null if its deadline passed between two attempts, or it was split
     */
    record Failed(@Nullable Attempt attempt, @Nullable Instant startedAt, Instant finishedAt, RunError error)
            implements Final {

        @Override
        public RunStatus status() {
            return RunStatus.FAILED;
        }
    }

    /** Withdrawn on request; the attempt is the one that was stopped, if one had been handed out. */
    record Cancelled(@Nullable Attempt attempt, @Nullable Instant startedAt, Instant finishedAt) implements Final {

        @Override
        public RunStatus status() {
            return RunStatus.CANCELLED;
        }
    }

    /**
     * Left out, with the reason.
     *
     * @param count how many fires this record stands for
     * @param through the last of them; the first is the run's own
     * @param inTheWay the run that it would have overlapped with
     * @param waiver who said so, where it was a task that had been begun
     */
    record Skipped(
            Instant finishedAt,
            SkipReason reason,
            long count,
            Instant through,
            @Nullable RunId inTheWay,
            @Nullable Waiver waiver)
            implements Final {

        public Skipped(Instant finishedAt, SkipReason reason, long count, Instant through) {
            this(finishedAt, reason, count, through, null, null);
        }

        public Skipped(Instant finishedAt, SkipReason reason, long count, Instant through, @Nullable RunId inTheWay) {
            this(finishedAt, reason, count, through, inTheWay, null);
        }

        @Override
        public RunStatus status() {
            return RunStatus.SKIPPED;
        }
    }

    /** The attempt that found nothing to be done, and what it said about that. */
    record Waiver(Attempt attempt, Instant startedAt, String reason) {}
}
