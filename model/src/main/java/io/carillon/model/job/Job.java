package io.carillon.model.job;

import io.carillon.model.CompactMap;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import java.time.Instant;
import java.util.Map;

/**
 * A named definition and its standing.
 *
 * @param version rises with every change of the definition; a run keeps the version it was made from
 * @param activeFrom no fire at or before this instant belongs to the job as it now is: it was created, edited or resumed then
 */
public record Job(
        JobId id,
        JobKey key,
        int version,
        Map<String, String> labels,
        JobSpec spec,
        boolean paused,
        Instant updatedAt,
        Instant activeFrom) {

    public Job {
        labels = CompactMap.sortedCopyOf(labels);
    }

    public Instant createdAt() {
        return id.madeAt();
    }

    public Job replaced(JobDraft draft, Instant now) {
        return new Job(id, key, version + 1, draft.labels(), draft.spec(), paused, now, now);
    }

    public Job withPaused(boolean nowPaused, Instant now) {
        return new Job(id, key, version, labels, spec, nowPaused, now, now);
    }
}
