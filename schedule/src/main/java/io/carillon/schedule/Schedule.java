package io.carillon.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The fires of one trigger, as a function of time alone: the same question always has the same answer. */
@FunctionalInterface
public interface Schedule {

    /** The first fire strictly after the instant, or null when there is none before the year 10000. */
    @Nullable
    Instant next(Instant after);
}
