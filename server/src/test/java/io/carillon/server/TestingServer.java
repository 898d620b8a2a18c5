package io.carillon.server;

import io.carillon.databases.DatabaseServer;
import io.carillon.engine.Retained;
import io.carillon.model.json.Json;
import io.carillon.store.ServerDatabases;
import io.carillon.tasks.BuiltInTasks;
import io.carillon.tasks.EgressPolicy;
import io.carillon.tasks.TaskPolicy;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server on free ports and a worker of app {@code test} with the built-in tasks, driven over HTTP as anybody would. */
final class TestingServer implements AutoCloseable {

    static final String TOKEN = "a-token-for-this-test-only";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CarillonServer server;

    private final AtomicReference<@Nullable Throwable> death;

    private TestingServer(ServerSettings settings) {
        this.death = new AtomicReference<>();
        this.server = CarillonServer.start(settings, death::set);
    }

    record Answer(int status, HttpResponse<String> response) {

        String body() {
            return response.body();
        }

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
        return new TestingServer(settings(data));
    }

    /** Keeps everything in a database server instead of the data directory. */
    static TestingServer start(Path data, String url, String user, String password) {
        return new TestingServer(
                settings(data, null, new ServerSettings.Database(ServerDatabases.list(url), user, password)));
    }

    /** One of several nodes that speak to each other, and to workers, as they are told. */
    static TestingServer start(Path data, String url, TlsSettings tls, Path peerAuthority) {
        var database =
                new ServerSettings.Database(ServerDatabases.list(url), DatabaseServer.USER, DatabaseServer.PASSWORD);
        return new TestingServer(settings(
                data,
                null,
                database,
                ServerSettings.Logs.DEFAULT,
                tls,
                new ServerSettings.Cluster(null, peerAuthority, null)));
    }

    /** Keeps everything in a database server, and finds others where a list of them is kept. */
    static TestingServer start(Path data, String url, NodeListSettings list) {
        return new TestingServer(listed(data, url, list));
    }

    static ServerSettings listed(Path data, String url, NodeListSettings list) {
        var database =
                new ServerSettings.Database(ServerDatabases.list(url), DatabaseServer.USER, DatabaseServer.PASSWORD);
        return settings(
                data, null, database, ServerSettings.Logs.DEFAULT, null, new ServerSettings.Cluster(null, null, list));
    }

    /** Writes history to files before it is deleted. */
    static TestingServer archiving(Path data, Path archive) {
        return new TestingServer(settings(data, archive, null));
    }

    /** Lets so many follow logs at once. */
    static TestingServer following(Path data, int followers) {
        var logs = new ServerSettings.Logs(ServerSettings.Logs.DEFAULT.bytes(), followers);
        return new TestingServer(settings(data, null, null, logs));
    }

    /** Speaks to its workers as it is told. */
    static TestingServer start(Path data, @Nullable TlsSettings tls) {
        return new TestingServer(settings(data, null, null, ServerSettings.Logs.DEFAULT, tls));
    }

    /** Free ports, on loopback. */
    static ServerSettings settings(Path data) {
        return settings(data, null, null);
    }

    private static ServerSettings settings(
            Path data, @Nullable Path archive, ServerSettings.@Nullable Database database) {
        return settings(data, archive, database, ServerSettings.Logs.DEFAULT);
    }

    private static ServerSettings settings(
            Path data, @Nullable Path archive, ServerSettings.@Nullable Database database, ServerSettings.Logs logs) {
        return settings(data, archive, database, logs, null);
    }

    private static ServerSettings settings(
            Path data,
            @Nullable Path archive,
            ServerSettings.@Nullable Database database,
            ServerSettings.Logs logs,
            @Nullable TlsSettings tls) {
        return settings(data, archive, database, logs, tls, ServerSettings.Cluster.USUAL);
    }

    private static ServerSettings settings(
            Path data,
            @Nullable Path archive,
            ServerSettings.@Nullable Database database,
            ServerSettings.Logs logs,
            @Nullable TlsSettings tls,
            ServerSettings.Cluster cluster) {
        return new ServerSettings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                0,
                data,
                Retained.DEFAULT,
                archive,
                database,
                logs,
                tls,
                cluster,
                null,
                TOKEN);
    }

    CarillonServer server() {
        return server;
    }

    Worker worker(String app) throws InterruptedException {
        return connected(Worker.builder()
                .app(app)
                .slots(4)
                .tasks(BuiltInTasks.all(TaskPolicy.closed().allowing(EgressPolicy.PUBLIC_ONLY.allowingLoopback()))));
    }

    /** A worker as a test wants it. */
    Worker connected(WorkerBuilder builder) throws InterruptedException {
        Worker worker =
                builder.server("127.0.0.1:" + server.grpcPort()).token(TOKEN).start();
        if (!worker.awaitConnected(PATIENCE)) {
            throw new AssertionError("the worker did not connect");
        }
        return worker;
    }

    Answer get(String path) {
        return send("GET", path, null, "Authorization", "Bearer " + TOKEN);
    }

    Answer post(String path, String body, String... headers) {
        return ask("POST", path, body, headers);
    }

    Answer postBytes(String path, byte[] body) {
        return postBytes(path, "application/json", body);
    }

    Answer postBytes(String path, String type, byte[] body) {
        return exchange(request(server.httpPort(), path)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    Answer put(String path, String body, String... headers) {
        return ask("PUT", path, body, headers);
    }

    Answer delete(String path, String... headers) {
        return ask("DELETE", path, null, headers);
    }

    /** Creates a job of the default namespace that must be accepted. */
    Answer create(String name, String spec) {
        Answer created = post("/api/v1/namespaces/default/jobs", job(name, spec));
        if (created.status() != 201) {
            throw new AssertionError("not created: " + created.body());
        }
        return created;
    }

    static String job(String name, String spec) {
        return "{\"metadata\": {\"name\": \"" + name + "\"}, \"spec\": " + spec + "}";
    }

    /** What the management port answers to anybody on this machine. */
    Answer manage(String path) {
        return exchange(request(server.managementPort(), path).GET().build());
    }

    /** A sample by its name with its labels; 0 if there is none yet. */
    double metric(String sample) {
        return manage("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** Whether its health as a whole is good: what the answer says of the disk and the like is good at any time. */
    boolean isUp() {
        return manage("/actuator/health").status() == 200;
    }

    /** A counter counts what is durable, a moment after the store knows it: waits until it says so much, or for long enough. */
    double metricThatReaches(String sample, double wanted) throws InterruptedException {
        double found = metric(sample);
        for (int beat = 0; beat < PATIENCE.toMillis() / 20 && found < wanted; beat++) {
            Thread.sleep(20);
            found = metric(sample);
        }
        return found;
    }

    private Answer ask(String method, String path, @Nullable String body, String... headers) {
        String[] all = Stream.concat(Stream.of("Authorization", "Bearer " + TOKEN), Stream.of(headers))
                .toArray(String[]::new);
        return send(method, path, body, all);
    }

    Answer send(String method, String path, @Nullable String body, String... headers) {
        var request = request(server.httpPort(), path);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.setHeader("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        for (int header = 0; header < headers.length; header += 2) {
            request.setHeader(headers[header], headers[header + 1]);
        }
        return exchange(request.build());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    private Answer exchange(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException broken) {
            throw new AssertionError("no answer to " + request, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        }
    }

    /** Asks again until the answer is as wanted. */
    Answer until(String path, Predicate<Answer> wanted) throws InterruptedException {
        Answer answer = get(path);
        for (int beat = 0; beat < PATIENCE.toMillis() / 20 && !wanted.test(answer); beat++) {
            Thread.sleep(20);
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
        if (death.get() != null) {
            throw new AssertionError("the node would have ended its process", death.get());
        }
    }
}
