package io.carillon.membership;

import io.carillon.engine.NodeCard;
import io.carillon.engine.NodeStatus;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a node is written down. */
final class Seat {

    private static final String PREFIX = "node:";

    private Seat() {}

    static String name(NodeId node) {
        return PREFIX + node.value();
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    static String text(NodeStatus status) {
        NodeCard card = status.card();
        var out =
                Json.object().put("leaseUntil", status.leaseUntil().toString()).put("leaving", status.leaving());
        put(out, "address", card.address());
        put(out, "version", card.version());
        put(out, "startedAt", card.startedAt());
        put(out, "skew", card.skew());
        put(out, "lateness", card.lateness());
        return out.build().text();
    }

    private static void put(Json.ObjectBuilder out, String name, @Nullable Object value) {
        if (value != null) {
            out.put(name, value.toString());
        }
    }

    /** Empty where it is nothing of ours: somebody else has written there. */
    static Optional<NodeStatus> read(String name, String text) {
        try {
            var fields = new Fields(Json.parse(text));
            Instant leaseUntil = fields.read("leaseUntil", Instant::parse);
            var card = new NodeCard(
                    fields.text("address"),
                    fields.text("version"),
                    fields.read("startedAt", Instant::parse),
                    fields.read("skew", Duration::parse),
                    fields.read("lateness", Duration::parse));
            var node = new NodeId(name.substring(PREFIX.length()));
            return Optional.ofNullable(leaseUntil)
                    .map(until -> new NodeStatus(node, card, fields.flag("leaving"), until));
        } catch (JsonException | DateTimeException | IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }
}
