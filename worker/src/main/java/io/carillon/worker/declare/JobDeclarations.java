package io.carillon.worker.declare;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that the code of a worker declares.
 *
 * @param edition later code has the higher number
 * @param sync what is done to jobs that are there, where a job does not say so itself; null if the worker was not told
 */
public record JobDeclarations(
        List<JobDeclaration> jobs, long edition, @Nullable Sync sync) {

    /** More than these a server does not take of one worker. */
    private static final int MAX = 1_000;

    public JobDeclarations {
        jobs = List.copyOf(jobs);
        if (jobs.size() > MAX) {
            throw new IllegalArgumentException("a worker declares at most " + MAX + " jobs, not " + jobs.size());
        }
        var names = new HashSet<List<String>>();
        for (var job : jobs) {
            if (!names.add(List.of(job.namespace(), job.name()))) {
                throw new IllegalArgumentException(
                        "two declared jobs are named \"" + job.name() + "\" in namespace " + job.namespace());
            }
        }
    }

    /** Refuses jobs of handlers that there are none of. */
    public void check(Collection<String> taskTypes) {
        Set<String> known = Set.copyOf(taskTypes);
        for (var job : jobs) {
            if (!known.contains("handler:" + job.handler())) {
                throw new IllegalArgumentException("job \"" + job.name() + "\" is declared for handler \""
                        + job.handler() + "\", and there is no such handler");
            }
        }
    }

    /** Those that are to be declared, each with what it does to a job that is there. */
    List<JobDeclaration> wanted() {
        Sync usual = Objects.requireNonNullElse(sync, Sync.CREATE);
        if (usual == Sync.OFF) {
            return List.of();
        }
        return jobs.stream()
                .map(job -> job.sync() == null ? job.sync(usual) : job)
                .filter(job -> job.sync() != Sync.OFF)
                .toList();
    }

    /** A worker that was told to declare does so even if it is nothing: so what it declared before is known to be gone. */
    boolean isDeclaring() {
        return sync != Sync.OFF && (sync != null || !jobs.isEmpty());
    }
}
