package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A single fire. */
record OnceSchedule(Instant instant) implements Schedule {

    @Override
    public @Nullable Instant next(Instant after) {
        return after.isBefore(instant) ? instant : null;
    }
}
