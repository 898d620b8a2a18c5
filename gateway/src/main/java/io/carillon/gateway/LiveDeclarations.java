package io.carillon.gateway;

import io.carillon.engine.SessionId;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs the code of the workers that are connected here declares. A job is orphaned while workers of its app declare jobs and
 * none of them declares it any more; an app whose workers are all away has no orphans.
 */
public final class LiveDeclarations {

    private final Map<SessionId, Said> sessions = new HashMap<>();
    private final Map<AppName, Instant> present = new HashMap<>();
    private final Map<AppName, Dropped> dropped = new HashMap<>();

    private record Said(AppName app, Set<JobKey> jobs) {}

    /** Since when jobs of an app are declared no longer. Of those that are forgotten it is since the app is there. */
    private static final class Dropped extends LinkedHashMap<JobKey, Instant> {

        private static final long serialVersionUID = 1;
        private static final int MAX = 10_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobKey, Instant> eldest) {
            return size() > MAX;
        }
    }

    /** A worker's code declares these, and no others. */
    public synchronized void declare(SessionId worker, AppName app, Collection<JobKey> jobs, Instant now) {
        Said before = sessions.put(worker, new Said(app, Set.copyOf(jobs)));
        present.putIfAbsent(app, now);
        jobs.forEach(dropped.computeIfAbsent(app, _ -> new Dropped())::remove);
        if (before != null) {
            note(before, now);
        }
    }

    public synchronized void left(SessionId worker, Instant now) {
        Said before = sessions.remove(worker);
        if (before == null) {
            return;
        }
        if (sessions.values().stream().anyMatch(other -> other.app().equals(before.app()))) {
            note(before, now);
        } else {
            present.remove(before.app());
            dropped.remove(before.app());
        }
    }

    /** Since when a job has been orphaned, as far as this node has seen it; empty if it is not. */
    public synchronized Optional<Instant> orphanedSince(Job job) {
        Declaration said = job.declared();
        Instant since = said == null ? null : present.get(said.app());
        if (said == null || since == null || isDeclared(said.app(), job.key())) {
            return Optional.empty();
        }
        return Optional.of(dropped.getOrDefault(said.app(), new Dropped()).getOrDefault(job.key(), since));
    }

    private void note(Said before, Instant now) {
        for (JobKey job : before.jobs()) {
            if (!isDeclared(before.app(), job)) {
                dropped.computeIfAbsent(before.app(), _ -> new Dropped()).put(job, now);
            }
        }
    }

    private boolean isDeclared(AppName app, JobKey job) {
        return sessions.values().stream()
                .anyMatch(said -> said.app().equals(app) && said.jobs().contains(job));
    }
}
