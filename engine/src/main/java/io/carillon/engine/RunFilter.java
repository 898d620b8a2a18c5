package io.carillon.engine;

import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list.
 *
 * @param job only this job's; null is every job of the namespace
 * @param statuses only runs in one of these; empty is any
 * @param from only runs scheduled at this instant or later
 * @param to only runs scheduled before this instant
 * @param dead only dead letters
 * @param shardOf only the parts of this run; null leaves parts of runs out
 * @param before the last run of the previous page, null for the first page
 * @param at runs are shown as they stand at this instant: what is due by then waits, whether or not anybody has written that down
 */
public record RunFilter(
        Namespace namespace,
        @Nullable JobName job,
        Set<RunStatus> statuses,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean dead,
        @Nullable RunId shardOf,
        @Nullable Position before,
        Instant at) {

    /** Nothing that is recorded ahead is due by then. */
    private static final Instant AS_STORED = Instant.EPOCH;

    /** Runs as they are stored. */
    public RunFilter(
            Namespace namespace,
            @Nullable JobName job,
            Set<RunStatus> statuses,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean dead,
            @Nullable RunId shardOf,
            @Nullable Position before) {
        this(namespace, job, statuses, from, to, dead, shardOf, before, AS_STORED);
    }

    /** Dead letters or not. */
    public RunFilter(
            Namespace namespace,
            @Nullable JobName job,
            Set<RunStatus> statuses,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Position before) {
        this(namespace, job, statuses, from, to, false, null, before);
    }

    /** Runs as a whole. */
    public RunFilter(
            Namespace namespace,
            @Nullable JobName job,
            Set<RunStatus> statuses,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean dead,
            @Nullable Position before) {
        this(namespace, job, statuses, from, to, dead, null, before);
    }

    /** The same, as it is at an instant. */
    public RunFilter at(Instant now) {
        return new RunFilter(namespace, job, statuses, from, to, dead, shardOf, before, now);
    }

    /** Whether a run is in one of the statuses that are asked for. */
    public boolean hasStatus(Run run) {
        return statuses.isEmpty() || statuses.contains(run.at(at).state().status());
    }

    /** Where a run stands in the list. */
    public record Position(Instant scheduledAt, RunId id) {}
}
