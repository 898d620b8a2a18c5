package io.carillon.server.rest;

import io.carillon.model.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** An answer that goes on: server-sent events. */
final class EventStream {

    private final OutputStream out;

    EventStream(HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
        this.out = response.getOutputStream();
    }

    /** Where nobody has to be told what it is. */
    EventStream(OutputStream out) {
        this.out = out;
    }

    void event(String id, String kind, Json data) throws IOException {
        write("id: " + id + "\nevent: " + kind + "\ndata: " + data.text() + "\n\n");
    }

    void event(String kind, Json data) throws IOException {
        write("event: " + kind + "\ndata: " + data.text() + "\n\n");
    }

    /** Says nothing, so that whoever stands between does not think that the connection is dead. */
    void comment() throws IOException {
        write(":\n\n");
    }

    void flush() throws IOException {
        out.flush();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
