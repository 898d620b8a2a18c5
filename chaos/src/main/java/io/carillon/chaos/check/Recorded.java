package io.carillon.chaos.check;

import io.carillon.chaos.witness.Entry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as the record has it.
 *
 * @param isFire whether a trigger is its cause
 * @param accepted which attempt the result comes from that was accepted, as it says itself; null if there is none
 * @param shardOf the run that it is a part of; null of a whole one
 * @param document all of it, for people
 */
public record Recorded(
        String id,
        String job,
        String state,
        Instant scheduledAt,
        boolean isFire,
        Entry.@Nullable Token accepted,
        @Nullable String shardOf,
        int shardIndex,
        String document) {

    static final String SUCCEEDED = "SUCCEEDED";
    static final String CANCELLED = "CANCELLED";

    boolean hasSucceeded() {
        return state.equals(SUCCEEDED);
    }

    public boolean hasEnded() {
        return switch (state) {
            case SUCCEEDED, CANCELLED, "FAILED", "SKIPPED" -> true;
            default -> false;
        };
    }
}
