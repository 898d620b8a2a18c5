package io.carillon.model;

import java.time.Instant;
import java.util.Optional;

/** One piece of work to be done. Made by the owner of its partition, which the id names. */
public record RunId(long value) implements Comparable<RunId> {

    public RunId {
        Ids.checked("run id", value);
    }

    /** The id that a text names, or nothing if it names none. */
    public static Optional<RunId> parse(String text) {
        var id = Ids.parse(text);
        return id.isPresent() ? Optional.of(new RunId(id.getAsLong())) : Optional.empty();
    }

    public Partition partition() {
        return Ids.partition(value);
    }

    public Instant madeAt() {
        return Ids.madeAt(value);
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Ids.text(value);
    }
}
