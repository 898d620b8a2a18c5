package io.carillon.client;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the server's events about a log, each of which is a few lines of text and an empty one. */
final class LogEvents {

    private final Consumer<LogView> lines;
    private @Nullable String id;
    private @Nullable String state;

    LogEvents(Consumer<LogView> lines) {
        this.lines = lines;
    }

    /** The last line that was read, in the words of the server; null if none was. */
    @Nullable
    String id() {
        return id;
    }

    /** How the run has ended; null if the server has not said so. */
    @Nullable
    String state() {
        return state;
    }

    /** Reads until the run has ended or the stream has. */
    void read(BufferedReader in) throws IOException {
        String kind = "";
        String eventId = null;
        for (String text = in.readLine(); text != null && state == null; text = in.readLine()) {
            if (text.startsWith("event: ")) {
                kind = text.substring("event: ".length());
            } else if (text.startsWith("id: ")) {
                eventId = text.substring("id: ".length());
            } else if (text.startsWith("data: ")) {
                take(kind, parsed(text.substring("data: ".length())));
                id = eventId == null ? id : eventId;
            }
        }
    }

    private void take(String kind, Json data) {
        switch (kind) {
            case "line" -> lines.accept(LogView.of(data));
            case "end" -> state = Fields.of("end of a log", data).string("state");
            default -> {
                // What a later server tells beside is not for this client.
            }
        }
    }

    private static Json parsed(String data) {
        try {
            return Json.parse(data);
        } catch (JsonException notJson) {
            throw new CarillonProtocolException("an event of the server is not JSON", notJson);
        }
    }
}
