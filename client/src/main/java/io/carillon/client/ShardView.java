package io.carillon.client;

import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run that was split, in short.
 *
 * @param index counts from 0
 * @param attempt how often it was handed out
 */
public record ShardView(
        int index,
        RunId id,
        RunStatus state,
        int attempt,
        @Nullable String worker,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable RunErrorView error) {

    static ShardView of(Json json) {
        var fields = Fields.of("shard", json);
        return new ShardView(
                fields.integer("index"),
                fields.parsed("id", RunView::id),
                fields.parsed("state", RunStatus::valueOf),
                fields.integer("attempt"),
                fields.stringOrNull("worker"),
                fields.instantOrNull("startedAt"),
                fields.instantOrNull("finishedAt"),
                RunErrorView.of(fields.objectOrNull("error")));
    }
}
