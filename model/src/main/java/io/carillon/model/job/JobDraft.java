package io.carillon.model.job;

import io.carillon.model.CompactMap;
import io.carillon.model.JobKey;
import java.util.Map;

/** A definition as a user hands it in: complete and well-formed, not yet a job. */
public record JobDraft(JobKey key, Map<String, String> labels, JobSpec spec) {

    public JobDraft {
        labels = CompactMap.sortedCopyOf(labels);
    }
}
