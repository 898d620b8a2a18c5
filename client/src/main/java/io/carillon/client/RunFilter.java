package io.carillon.client;

import io.carillon.model.JobName;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list; what is null or empty leaves none out.
 *
 * @param states any of these
 * @param from scheduled at or after this instant
 * @param to scheduled before this instant
 * @param dead dead letters only
 * @param shardOf the parts of this run only; null leaves parts of runs out
 */
public record RunFilter(
        @Nullable JobName job,
        Set<RunStatus> states,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean dead,
        @Nullable RunId shardOf) {

    public static final RunFilter ALL = new RunFilter(null, Set.of(), null, null);

    public RunFilter(@Nullable JobName job, Set<RunStatus> states, @Nullable Instant from, @Nullable Instant to) {
        this(job, states, from, to, false, null);
    }

    public RunFilter {
        states = Set.copyOf(states);
    }

    public static RunFilter ofJob(JobName job) {
        return new RunFilter(job, Set.of(), null, null);
    }

    /**
     * The dead letters of a job.
     *
     * @param since scheduled at or after this instant; null leaves none out
     */
    public static RunFilter deadLetters(JobName job, @Nullable Instant since) {
        return new RunFilter(job, Set.of(), since, null, true, null);
    }
}
