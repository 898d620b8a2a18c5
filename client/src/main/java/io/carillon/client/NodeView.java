package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler process.
 *
 * @param partitions how many it owns
 */
public record NodeView(
        String id, String state, @Nullable Instant startedAt, String version, int partitions, Json.Obj document) {

    static NodeView of(Json json) {
        var fields = Fields.of("node", json);
        return new NodeView(
                fields.string("id"),
                fields.string("state"),
                fields.instantOrNull("startedAt"),
                fields.string("version"),
                fields.integer("partitions"),
                fields.object());
    }
}
