package io.carillon.engine;

import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
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
 */
public record RunFilter(
        Namespace namespace,
        @Nullable JobName job,
        Set<RunStatus> statuses,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean dead,
        @Nullable RunId shardOf,
        @Nullable Position before) {

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

    /** Where a run stands in the list. */
    public record Position(Instant scheduledAt, RunId id) {}
}
