package io.carillon.server.rest;

import io.carillon.engine.log.LogEntry;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogPosition;
import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import java.util.Optional;

/** Lines as users see them, and places in a log as cursors. */
final class LogAnswer {

    private LogAnswer() {}

    static Json item(LogEntry entry) {
        Json.ObjectBuilder item = Json.object()
                .put("attempt", entry.token().attempt())
                .put("epoch", entry.token().epoch().number());
        return switch (entry) {
            case LogEntry.Said said -> line(said.line(), item);
            case LogEntry.LeftOut gap ->
                item.put("line", gap.first()).put("leftOut", gap.count()).build();
        };
    }

    private static Json line(LogLine line, Json.ObjectBuilder item) {
        item.put("line", line.number())
                .put("at", line.at().toString())
                .put("level", line.level().name());
        if (!line.source().isEmpty()) {
            item.put("source", line.source());
        }
        return item.put("text", line.text()).build();
    }

    static String cursor(LogPosition place) {
        return Cursor.of(
                place.token().epoch() + " " + place.token().attempt() + " " + place.start() + " " + place.line());
    }

    static Optional<LogPosition> place(Optional<String> cursor) {
        return Cursor.read(cursor).map(LogAnswer::placeOf);
    }

    private static LogPosition placeOf(String key) {
        String[] parts = key.split(" ", -1);
        try {
            if (parts.length == 4) {
                var token = new Token(new Epoch(Long.parseLong(parts[0])), Integer.parseInt(parts[1]));
                return new LogPosition(token, Long.parseLong(parts[2]), Long.parseLong(parts[3]));
            }
        } catch (IllegalArgumentException foreign) {
            // Said below, together with what has other parts.
        }
        throw ApiException.badParameter("cursor", "it is not one that a log has given");
    }
}
