package io.carillon.client;

import io.carillon.model.Epoch;
import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a run, or a place where lines are missing.
 *
 * @param line the number of the line, or of the first one that is missing
 * @param at when it was said, by the worker's clock; null where lines are missing, as all that follows
 * @param source who said it: the name of a logger, {@code output} for what a script printed
 * @param leftOut how many lines are missing; 0 for a line that is there
 */
public record LogView(
        int attempt,
        Epoch epoch,
        long line,
        @Nullable Instant at,
        @Nullable String level,
        @Nullable String source,
        @Nullable String text,
        long leftOut,
        Json.Obj document) {

    static LogView of(Json json) {
        var fields = Fields.of("line of a log", json);
        return new LogView(
                fields.integer("attempt"),
                fields.epoch("epoch"),
                fields.number("line"),
                fields.instantOrNull("at"),
                fields.stringOrNull("level"),
                fields.stringOrNull("source"),
                fields.stringOrNull("text"),
                fields.has("leftOut") ? fields.number("leftOut") : 0,
                fields.object());
    }
}
