package io.carillon.server;

import io.carillon.model.json.Json;
import io.carillon.tasks.BuiltInTasks;
import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.TaskPolicy;
import io.carillon.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/** A server on free ports and a worker of app {@code test} with the built-in tasks, driven over HTTP as anybody would. */
final class TestingServer implements AutoCloseable {

    static final String TOKEN = "a-token-for-this-test-only";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CarillonServer server;

    private TestingServer(CarillonServer server) {
        this.server = server;
    }

    record Answer(int status, HttpResponse<String> response) {

        Json.Obj json() {
            return (Json.Obj) Json.parse(response.body());
        }

        String text(String member) {
            return json().get(member)
                    .map(value -> ((Json.Str) value).value())
                    .orElseThrow(() -> new AssertionError("no " + member + " in " + response.body()));
        }
    }

    static TestingServer start(Path data) {
        var settings = new ServerSettings(InetAddress.getLoopbackAddress(), 0, 0, 0, data, TOKEN);
        return new TestingServer(CarillonServer.start(settings));
    }

    CarillonServer server() {
        return server;
    }

    Worker worker(String app) throws InterruptedException {
        Worker worker = Worker.builder()
                .server("127.0.0.1:" + server.grpcPort())
                .token(TOKEN)
                .app(app)
                .slots(4)
                .tasks(BuiltInTasks.all(TaskPolicy.closed().allowing(EgressPolicy.PUBLIC_ONLY.allowingLoopback())))
                .start();
        if (!worker.awaitConnected(PATIENCE)) {
            throw new AssertionError("the worker did not connect");
        }
        return worker;
    }

    Answer get(String path) {
        return send("GET", path, null, "Authorization", "Bearer " + TOKEN);
    }

    Answer post(String path, String body) {
        return send("POST", path, body, "Authorization", "Bearer " + TOKEN);
    }

    Answer send(String method, String path, @org.jspecify.annotations.Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .timeout(PATIENCE)
                .headers(headers);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException broken) {
            throw new AssertionError("no answer to " + method + " " + path, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** Asks again until the answer is as wanted. */
    Answer until(String path, Predicate<Answer> wanted) throws InterruptedException {
        Answer answer = get(path);
        for (int beat = 0; beat < PATIENCE.toMillis() / 50 && !wanted.test(answer); beat++) {
            Thread.sleep(50);
            answer = get(path);
        }
        if (!wanted.test(answer)) {
            throw new AssertionError(
                    "not within " + PATIENCE + ": " + answer.response().body());
        }
        return answer;
    }

    @Override
    public void close() {
        server.close();
    }
}
