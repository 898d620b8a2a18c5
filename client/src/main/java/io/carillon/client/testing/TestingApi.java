package io.carillon.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An API made of answers. A question has the form {@code GET /api/v1/workers?limit=5}; several answers to one question are given
 * in turn, and the last is given from then on. A question without an answer gets a 501 that repeats it.
 */
public final class TestingApi implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What was sent: the question, the two headers that the API reads, and the body. */
    public record Request(
            String question,
            @Nullable String authorization,
            @Nullable String ifMatch,
            String body) {}

    private record Answer(int status, String type, String body) {}

    private TestingApi(HttpServer server) {
        this.server = server;
    }

    public static TestingApi start() {
        try {
            var socket = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var api = new TestingApi(HttpServer.create(socket, 0));
            api.server.createContext("/", api::handle);
            api.server.start();
            return api;
        } catch (IOException noSocket) {
            throw new UncheckedIOException("no free port on loopback", noSocket);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers with a document. */
    public TestingApi answer(String question, int status, Json document) {
        return answer(question, status, "application/json", document.text());
    }

    /** Answers with a status alone. */
    public TestingApi answer(String question, int status) {
        return answer(question, status, "", "");
    }

    /** Answers with whatever a server should not say. */
    public TestingApi answer(String question, int status, String type, String body) {
        answers.computeIfAbsent(question, unasked -> new ArrayDeque<>()).add(new Answer(status, type, body));
        return this;
    }

    /** Refuses as the API does. */
    public TestingApi refuse(String question, int status, String code, Problem... errors) {
        var listed = List.of(errors).stream()
                .map(error -> Json.object()
                        .put("pointer", error.pointer())
                        .put("code", error.code())
                        .put("message", error.message())
                        .build())
                .toList();
        Json problem = Json.object()
                .put("type", "about:blank")
                .put("title", "Refused")
                .put("status", status)
                .put("detail", "because of " + code)
                .put("code", code)
                .put("errors", Json.array(listed))
                .build();
        return answer(question, status, "application/problem+json", problem.text());
    }

    /** Everything that was asked, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The questions that were asked, in order. */
    public List<String> questions() {
        return requests.stream().map(Request::question).collect(Collectors.toList());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String question = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var headers = exchange.getRequestHeaders();
            requests.add(new Request(
                    question,
                    headers.getFirst("Authorization"),
                    headers.getFirst("If-Match"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            send(exchange, next(question));
        }
    }

    private Answer next(String question) {
        Deque<Answer> told = answers.get(question);
        if (told == null) {
            Json problem = Json.object()
                    .put("title", "No answer to: " + question)
                    .put("code", "not-told")
                    .build();
            return new Answer(501, "application/problem+json", problem.text());
        }
        synchronized (told) {
            return told.size() > 1 ? told.remove() : told.element();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        if (!answer.type().isEmpty()) {
            exchange.getResponseHeaders().add("Content-Type", answer.type());
        }
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
