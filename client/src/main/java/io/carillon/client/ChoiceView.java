package io.carillon.client;

import io.carillon.model.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How a worker was chosen for an attempt.
 *
 * @param suitable how many connected workers could have taken it, had they a slot
 * @param freeSlots how many slots the chosen one had free
 * @param busy how busy its machine was, in percent; null if that did not count or was not known
 * @param insteadOf the one that it would usually have gone to; null if that is this one
 */
public record ChoiceView(
        String strategy,
        int suitable,
        int freeSlots,
        @Nullable Integer busy,
        @Nullable String insteadOf) {

    static @Nullable ChoiceView of(Json.@Nullable Obj json) {
        if (json == null) {
            return null;
        }
        var fields = new Fields("choice", json);
        return new ChoiceView(
                fields.string("strategy"),
                fields.integer("suitable"),
                fields.integer("freeSlots"),
                fields.integerOrNull("busy"),
                fields.stringOrNull("insteadOf"));
    }

    @Override
    public String toString() {
        return strategy + " of " + suitable + ", " + freeSlots + " free" + (busy == null ? "" : ", " + busy + "% busy")
                + (insteadOf == null ? "" : ", instead of " + insteadOf);
    }
}
