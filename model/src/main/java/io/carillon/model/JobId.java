package io.carillon.model;

import java.time.Instant;
import java.util.Optional;

/** One life of a job definition: a job deleted and created again under its name has another id. */
public record JobId(long value) implements Comparable<JobId> {

    public JobId {
        Ids.checked("job id", value);
    }

    /** The id that a text names, or nothing if it names none. */
    public static Optional<JobId> parse(String text) {
        var id = Ids.parse(text);
        return id.isPresent() ? Optional.of(new JobId(id.getAsLong())) : Optional.empty();
    }

    public Partition partition() {
        return Ids.partition(value);
    }

    public Instant madeAt() {
        return Ids.madeAt(value);
    }

    @Override
    public int compareTo(JobId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public int hashCode() {
        return Ids.hash(value);
    }

    @Override
    public String toString() {
        return Ids.text(value);
    }
}
