package io.carillon.client;

import io.carillon.model.Epoch;
import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One hand-out of a run to a worker.
 *
 * @param attempt counts from 1
 * @param epoch of the partition's ownership when it was handed out
 * @param chosen why this worker; null if nobody recorded it
 */
public record AttemptView(
        int attempt,
        Epoch epoch,
        @Nullable String worker,
        @Nullable Instant handedOutAt,
        @Nullable Instant endedAt,
        @Nullable RunErrorView error,
        @Nullable ChoiceView chosen) {

    static AttemptView of(Json json) {
        var fields = Fields.of("attempt", json);
        return new AttemptView(
                fields.integer("attempt"),
                fields.epoch("epoch"),
                fields.stringOrNull("worker"),
                fields.instantOrNull("handedOutAt"),
                fields.instantOrNull("endedAt"),
                RunErrorView.of(fields.objectOrNull("error")),
                ChoiceView.of(fields.objectOrNull("chosen")));
    }
}
