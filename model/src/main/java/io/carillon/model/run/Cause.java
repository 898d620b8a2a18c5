package io.carillon.model.run;

import org.jspecify.annotations.Nullable;

/** Why a run exists. */
public sealed interface Cause {

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
}
