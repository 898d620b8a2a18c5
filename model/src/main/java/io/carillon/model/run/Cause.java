package io.carillon.model.run;

import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import org.jspecify.annotations.Nullable;

/** Why a run exists. */
public sealed interface Cause {

    /** Whether a trigger asked for it: an edit, a pause or a deletion takes back what has not begun. */
    default boolean isFire() {
        return switch (this) {
            case Fired _, CaughtUp _ -> true;
            case Requested _, Compensation _, Rerun _, Shard _ -> false;
        };
    }

    /** A trigger of the job fired; triggers count from 0 in the order of the definition. */
    record Fired(int trigger) implements Cause {}

    /** Fires were missed and this run makes up for them. */
    record CaughtUp(int trigger) implements Cause {}

    /**
     * Somebody asked for it.
     *
     * @param key the caller's own key for the request, which makes it safe to repeat
     */
    record Requested(@Nullable String key) implements Cause {}

    /** A run of another job failed for good, and this one makes up for it. */
    record Compensation(RunId of) implements Cause {}

    /**
     * Somebody asked for the work of a run that had ended to be done again.
     *
     * @param key the caller's own key, which makes it safe to ask again: it counts for this one former run
     */
    record Rerun(RunId of, @Nullable String key) implements Cause {}

    /**
     * A run was split, and this one does a part of it.
     *
     * @param index which part, from 0
     * @param total how many parts there are
     * @param worker the only one that may do it; null if any may
     */
    record Shard(RunId of, int index, int total, @Nullable WorkerId worker) implements Cause {

        public Shard(RunId of, int index, int total) {
            this(of, index, total, null);
        }

        public Shard {
            if (index < 0 || index >= total) {
                throw new IllegalArgumentException("shard " + index + " of " + total);
            }
        }
    }
}
