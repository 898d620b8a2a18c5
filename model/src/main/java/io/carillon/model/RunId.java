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

    /** No run that was made before this instant has an id as high as this. */
    public static RunId firstOf(Instant instant) {
        return new RunId(Math.max(1, Ids.compose(instant, new Partition(0), 0)));
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
    public int hashCode() {
        return Ids.hash(value);
    }

    @Override
    public String toString() {
        return Ids.text(value);
    }
}
