package io.carillon.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long history is kept, counted from the end of a run.
 *
 * @param runs for how long; null is for ever
 * @param deadLetters for how long a dead letter stays that nobody requeues or discards; null is for ever
 * @param logs for how long a line stays, counted from when it was kept; null is for ever
 */
public record Retained(
        @Nullable Duration runs,
        @Nullable Duration deadLetters,
        @Nullable Duration logs) {

    public static final Retained DEFAULT = new Retained(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(7));
    public static final Retained FOREVER = new Retained(null, null, null);
}
