package io.carillon.benchmarks.beside;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a node listens, and what it says there of itself. */
record NodePorts(int http, int grpc, int management) {

    static final String TOKEN = "a-token-that-only-the-bench-knows";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern SUCCEEDED =
            Pattern.compile("^carillon_runs_total\\{[^}]*outcome=\"succeeded\"[^}]*} (\\S+)$", Pattern.MULTILINE);

    static NodePorts free() {
        return new NodePorts(Ports.free(), Ports.free(), Ports.free());
    }

    /**
     * What a node is told by its environment.
     *
     * @param databaseUrl null if it keeps everything in its directory
     */
    Map<String, String> environment(Path directory, @Nullable String databaseUrl) {
        var environment = new HashMap<>(Map.of(
                "CARILLON_HTTP_PORT",
                Integer.toString(http),
                "CARILLON_GRPC_PORT",
                Integer.toString(grpc),
                "CARILLON_MANAGEMENT_PORT",
                Integer.toString(management),
                "CARILLON_DATA_DIR",
                directory.toString(),
                "CARILLON_ADMIN_TOKEN",
                TOKEN));
        if (databaseUrl != null) {
            environment.put("CARILLON_DB_URL", databaseUrl);
            environment.put("CARILLON_DB_USER", DatabaseServer.USER);
            environment.put("CARILLON_DB_PASSWORD", DatabaseServer.PASSWORD);
        }
        return environment;
    }

    URI rest() {
        return URI.create("http://127.0.0.1:" + http);
    }

    String dialled() {
        return "127.0.0.1:" + grpc;
    }

    /** How many runs the node has recorded as succeeded. */
    long succeeded() {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/actuator/prometheus"))
                .build();
        try {
            String metrics = CLIENT.send(request, BodyHandlers.ofString()).body();
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
}
