package io.carillon.client;

import io.carillon.model.Epoch;
import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A slice of the schedule.
 *
 * @param owner the node that has it; null while nobody does
 * @param watermark up to when its fires are all recorded
 */
public record PartitionView(
        int partition,
        @Nullable String owner,
        Epoch epoch,
        @Nullable Instant watermark,
        Json.Obj document) {

    static PartitionView of(Json json) {
        var fields = Fields.of("partition", json);
        return new PartitionView(
                fields.integer("partition"),
                fields.stringOrNull("owner"),
                fields.epoch("epoch"),
                fields.instantOrNull("watermark"),
                fields.object());
    }
}
