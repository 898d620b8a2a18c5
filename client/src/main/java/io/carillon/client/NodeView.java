package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler process.
 *
 * @param address where other nodes and workers reach it; null if it does not say so
 * @param state up, leaving or silent
 * @param silentSince when it was heard of last; null while it is there
 * @param version null of one that is too old to say so
 * @param partitions how many it owns
 * @param clockSkew how far its machine's clock is ahead of the one that all nodes share; null if it does not say so
 * @param lateness the longest that a run of the last minute was late there; null if it does not say so
 */
public record NodeView(
        String id,
        @Nullable String address,
        String state,
        @Nullable Instant silentSince,
        @Nullable Instant startedAt,
        @Nullable String version,
        int partitions,
        @Nullable Duration clockSkew,
        @Nullable Duration lateness,
        Json.Obj document) {

    static NodeView of(Json json) {
        var fields = Fields.of("node", json);
        return new NodeView(
                fields.string("id"),
                fields.stringOrNull("address"),
                fields.string("state"),
                fields.instantOrNull("silentSince"),
                fields.instantOrNull("startedAt"),
                fields.stringOrNull("version"),
                fields.integer("partitions"),
                millisOrNull(fields, "clockSkewMillis"),
                millisOrNull(fields, "latenessMillis"),
                fields.object());
    }

    private static @Nullable Duration millisOrNull(Fields fields, String name) {
        Integer millis = fields.integerOrNull(name);
        return millis == null ? null : Duration.ofMillis(millis);
    }
}
