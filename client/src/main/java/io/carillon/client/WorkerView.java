package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker that is connected.
 *
 * @param state {@code draining} once it takes no more work
 */
public record WorkerView(
        String id,
        String app,
        int slots,
        int running,
        String state,
        LoadView load,
        Map<String, String> labels,
        List<String> taskTypes,
        @Nullable Instant connectedAt,
        Json.Obj document) {

    public WorkerView {
        labels = Map.copyOf(labels);
        taskTypes = List.copyOf(taskTypes);
    }

    static WorkerView of(Json json) {
        var fields = Fields.of("worker", json);
        return new WorkerView(
                fields.string("id"),
                fields.string("app"),
                fields.integer("slots"),
                fields.integer("running"),
                fields.string("state"),
                LoadView.of(fields.objectOrNull("load")),
                fields.stringMap("labels"),
                fields.strings("taskTypes"),
                fields.instantOrNull("connectedAt"),
                fields.object());
    }
}
