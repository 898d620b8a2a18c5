package io.carillon.model.job;

import io.carillon.model.CompactMap;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named definition and its standing.
 *
 * @param version rises with every change of the definition; a run keeps the version it was made from
 * @param activeFrom no fire at or before this instant belongs to the job as it now is: it was created, edited or resumed then
 * @param declared what code says of the job, which need not be how it is; null if none does
 */
public record Job(
        JobId id,
        JobKey key,
        int version,
        Map<String, String> labels,
        JobSpec spec,
        boolean paused,
        Instant updatedAt,
        Instant activeFrom,
        @Nullable Declaration declared) {

    public Job {
        labels = CompactMap.sortedCopyOf(labels);
    }

    /** A job of which no code says anything. */
    public Job(
            JobId id,
            JobKey key,
            int version,
            Map<String, String> labels,
            JobSpec spec,
            boolean paused,
            Instant updatedAt,
            Instant activeFrom) {
        this(id, key, version, labels, spec, paused, updatedAt, activeFrom, null);
    }

    public Instant createdAt() {
        return id.madeAt();
    }

    public Job replaced(JobDraft draft, Instant now) {
        return new Job(id, key, version + 1, draft.labels(), draft.spec(), paused, now, now, declared);
    }

    public Job withPaused(boolean nowPaused, Instant now) {
        return new Job(id, key, version, labels, spec, nowPaused, now, now, declared);
    }

    /** The same definition, of which code says this, or no longer anything. */
    public Job withDeclared(@Nullable Declaration said) {
        return new Job(id, key, version, labels, spec, paused, updatedAt, activeFrom, said);
    }

    /** The definition as a user would hand it in. */
    public JobDraft draft() {
        return new JobDraft(key, labels, spec);
    }
}
