package io.carillon.benchmarks.beside;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.process.GuardedProcess;
import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A node of the distribution, started as the launcher starts it. */
final class CarillonNode implements AutoCloseable {

    static final String TOKEN = "a-token-that-only-the-bench-knows";

    private static final Pattern SUCCEEDED =
            Pattern.compile("^carillon_runs_total\\{[^}]*outcome=\"succeeded\"[^}]*} (\\S+)$", Pattern.MULTILINE);

    private final int http = Ports.free();
    private final int grpc = Ports.free();
    private final int management = Ports.free();
    private final HttpClient client = HttpClient.newHttpClient();
    private final GuardedProcess process;

    CarillonNode(Path directory, String databaseUrl) {
        String distribution = System.getProperty("carillon.distribution");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseCompactObjectHeaders",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xmx2g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                distribution + "/*",
                "io.carillon.cli.Carillon",
                "server",
                "--bind",
                "127.0.0.1");
        Map<String, String> environment = Map.of(
                "CARILLON_HTTP_PORT",
                Integer.toString(http),
                "CARILLON_GRPC_PORT",
                Integer.toString(grpc),
                "CARILLON_MANAGEMENT_PORT",
                Integer.toString(management),
                "CARILLON_DATA_DIR",
                directory.resolve("node").toString(),
                "CARILLON_DB_URL",
                databaseUrl,
                "CARILLON_DB_USER",
                DatabaseServer.USER,
                "CARILLON_DB_PASSWORD",
                DatabaseServer.PASSWORD,
                "CARILLON_ADMIN_TOKEN",
                TOKEN);
        this.process = GuardedProcess.start(command, environment, directory.resolve("node.log"));
    }

    URI rest() {
        return URI.create("http://127.0.0.1:" + http);
    }

    String grpc() {
        return "127.0.0.1:" + grpc;
    }

    ProcessHandle handle() {
        return ProcessHandle.of(process.pid()).orElseThrow();
    }

    /** How many runs it has recorded as succeeded, by its own metrics. */
    long succeeded() {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/actuator/prometheus"))
                .build();
        try {
            String metrics = client.send(request, BodyHandlers.ofString()).body();
            return (long) SUCCEEDED
                    .matcher(metrics)
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1)))
                    .sum();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a node says what it has recorded", interrupted);
        }
    }

    @Override
    public void close() {
        client.close();
        process.end("TERM");
    }
}
