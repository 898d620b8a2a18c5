package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule would fire.
 *
 * @param description the schedule in words
 */
public record Preview(List<Instant> fires, @Nullable String description) {

    public Preview {
        fires = List.copyOf(fires);
    }

    static Preview of(Json json) {
        var fields = Fields.of("preview", json);
        return new Preview(fields.instants("fires"), fields.stringOrNull("description"));
    }
}
