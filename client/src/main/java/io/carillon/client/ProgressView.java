package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt says that it is.
 *
 * @param total what there is to do in all; null where nobody knows
 * @param at when its node heard of it
 */
public record ProgressView(
        long done, @Nullable Long total, @Nullable String note, Instant at) {

    static ProgressView of(Json.Obj json) {
        var fields = new Fields("progress", json);
        return new ProgressView(
                fields.number("done"),
                fields.has("total") ? fields.number("total") : null,
                fields.stringOrNull("note"),
                fields.instant("at"));
    }

    /** In a line: {@code 300 of 1000 (30 %), orders of March}. */
    @Override
    public String toString() {
        String line = total == null ? String.valueOf(done) : done + " of " + total + " (" + percent(total) + " %)";
        return note == null ? line : line + ", " + note;
    }

    private long percent(long all) {
        return Math.min(100, (long) (100.0 * done / all));
    }
}
