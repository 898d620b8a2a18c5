package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Problem;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Suggestions;
import java.util.HashSet;
import java.util.List;

/** Whether the job that is to make up for failures is there, and does not lead back. */
final class CompensationCheck {

    private static final String POINTER = "/spec/onFailure/job";
    private static final int MOST_SUGGESTED_FROM = 2_000;

    private final Jobs jobs;
    private final Partitions partitions;

    CompensationCheck(Jobs jobs, Partitions partitions) {
        this.jobs = jobs;
        this.partitions = partitions;
    }

    /** A job in a partition of another owner is taken to be there: if it is not, the failure will be a dead letter. */
    void check(JobKey job, JobSpec spec, List<Problem> problems) {
        JobName named = spec.onFailure();
        if (named == null) {
            return;
        }
        var key = new JobKey(job.namespace(), named);
        if (leadsBack(job, key)) {
            problems.add(new Problem(
                    POINTER, "compensation-cycle", "job '" + named + "' leads back to '" + job.name() + "'"));
        } else if (jobs.find(key) == null && partitions.owns(partitions.of(key))) {
            String meant = Suggestions.nearest(named.value(), neighbours(key))
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; create it first");
            problems.add(new Problem(POINTER, "unknown-job", "unknown job '" + named + "'" + meant));
        }
    }

    private boolean leadsBack(JobKey job, JobKey first) {
        var seen = new HashSet<JobKey>();
        JobKey next = first;
        while (next != null && seen.add(next)) {
            if (next.equals(job)) {
                return true;
            }
            JobEntry entry = jobs.find(next);
            JobName onward = entry == null ? null : entry.job().spec().onFailure();
            next = onward == null ? null : new JobKey(job.namespace(), onward);
        }
        return false;
    }

    /** Not all of a million names: looking for the one that was meant must not hold up the loop. */
    private List<String> neighbours(JobKey key) {
        return jobs.all().stream()
                .map(entry -> entry.job().key())
                .filter(known -> known.namespace().equals(key.namespace()))
                .map(known -> known.name().value())
                .limit(MOST_SUGGESTED_FROM)
                .toList();
    }
}
