package io.carillon.membership;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose board it is.
 *
 * @param list what tells this board from any other
 * @param cluster what the cluster's database calls itself
 * @param since when the board was found empty although nodes were at work; null where it was not
 */
record Stamp(String list, String cluster, @Nullable Instant since) {

    static final String NAME = "cluster";

    String text() {
        var out = Json.object().put("list", list).put("cluster", cluster);
        if (since != null) {
            out.put("since", since.toString());
        }
        return out.build().text();
    }

    /** Empty where it is nothing of ours. */
    static Optional<Stamp> read(String text) {
        try {
            var fields = new Fields(Json.parse(text));
            String list = fields.text("list");
            String cluster = fields.text("cluster");
            return list == null || cluster == null
                    ? Optional.empty()
                    : Optional.of(new Stamp(list, cluster, fields.read("since", Instant::parse)));
        } catch (JsonException | DateTimeException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
