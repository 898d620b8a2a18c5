package io.carillon.model.job;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The part of a trigger's fires that counts: from its start, until its end, and at most so many. Both instants are themselves
 * inside, and the count begins with the first fire that is.
 */
public record TriggerBounds(Optional<Instant> start, Optional<Instant> end, OptionalInt maxCount) {

    public static final TriggerBounds NONE = new TriggerBounds(Optional.empty(), Optional.empty(), OptionalInt.empty());

    public static final int LARGEST_COUNT = 10_000;

    public TriggerBounds {
        if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
            throw new IllegalArgumentException("'end' " + end.get() + " is before 'start' " + start.get());
        }
        if (maxCount.isPresent() && (maxCount.getAsInt() < 1 || maxCount.getAsInt() > LARGEST_COUNT)) {
            throw new IllegalArgumentException("'maxCount' is between 1 and " + LARGEST_COUNT);
        }
    }
}
