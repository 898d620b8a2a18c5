package io.carillon.engine;

import io.carillon.model.JobId;
import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The definitions that are not durable yet. A run that lives in another partition than its job must not become durable before the
 * definition that it was made from.
 */
final class FreshJobs {

    private final LinkedHashMap<JobId, Footing> written = new LinkedHashMap<>();
    private final GroupCommit commit;

    FreshJobs(GroupCommit commit) {
        this.commit = commit;
    }

    void wrote(JobId job, Footing definition) {
        written.remove(job);
        written.put(job, definition);
    }

    /** What the present definition of a job rests on. */
    Footing of(JobId job) {
        return written.getOrDefault(job, Footing.NONE);
    }

    /** Forgets what has become durable, the first written first. */
    void settle() {
        Iterator<Footing> each = written.values().iterator();
        while (each.hasNext() && commit.isDurable(each.next())) {
            each.remove();
        }
    }
}
