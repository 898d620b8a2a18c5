package io.carillon.client;

import io.carillon.model.json.Json;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** How busy a worker's machine is, in percent; null is what it does not tell. */
public record LoadView(
        @Nullable Integer cpu,
        @Nullable Integer memory,
        @Nullable Integer io) {

    static LoadView of(Json.@Nullable Obj json) {
        if (json == null) {
            return new LoadView(null, null, null);
        }
        var fields = new Fields("load", json);
        return new LoadView(fields.integerOrNull("cpu"), fields.integerOrNull("memory"), fields.integerOrNull("io"));
    }

    @Override
    public String toString() {
        var parts = new ArrayList<String>();
        if (cpu != null) {
            parts.add("cpu " + cpu + "%");
        }
        if (memory != null) {
            parts.add("memory " + memory + "%");
        }
        if (io != null) {
            parts.add("io " + io + "%");
        }
        return String.join(", ", parts);
    }
}
