package io.carillon.chaos;

import io.carillon.chaos.process.JavaCommand;
import io.carillon.client.CarillonClient;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.process.Distribution;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node as a process of its own, on ports and a data directory of its own. */
final class NodeProcess implements AutoCloseable {

    static final String TOKEN = "a-token-for-this-test-only";

    private static final long START_SECONDS = 300;
    private static final long END_SECONDS = 60;
    private static final int KEPT_LINES = 200;
    private static final int MEGABYTES = 1_024;

    private final ArrayDeque<String> output = new ArrayDeque<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Process process;
    private final NodePorts ports;
    private final CarillonClient client;

    private NodeProcess(Process process, NodePorts ports) {
        this.process = process;
        this.ports = ports;
        this.client = CarillonClient.builder()
                .server(URI.create("http://127.0.0.1:" + ports.http()))
                .token(TOKEN)
                .build();
    }

    /** {@code carillon dev --no-demo}: with a worker, on the embedded database. */
    static NodeProcess dev(Path data, NodePorts ports) throws IOException {
        return launch(data, ports, Map.of(), "dev", "--no-demo");
    }

    /** {@code carillon server}: one node of a cluster that shares a database. */
    static NodeProcess server(Path data, String database, String... options) throws IOException {
        String[] arguments = Stream.concat(Stream.of("server", "--bind", "127.0.0.1"), Stream.of(options))
                .toArray(String[]::new);
        var settings = Map.of(
                "CARILLON_DB_URL", database,
                "CARILLON_DB_USER", DatabaseServer.USER,
                "CARILLON_DB_PASSWORD", DatabaseServer.PASSWORD);
        return launch(data, NodePorts.free(), settings, arguments);
    }

    private static NodeProcess launch(Path data, NodePorts ports, Map<String, String> settings, String... arguments)
            throws IOException {
        List<String> command = JavaCommand.carillon(Distribution.own(), MEGABYTES, arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        builder.environment()
                .putAll(Map.of(
                        "CARILLON_HTTP_PORT", Integer.toString(ports.http()),
                        "CARILLON_GRPC_PORT", Integer.toString(ports.grpc()),
                        "CARILLON_MANAGEMENT_PORT", Integer.toString(ports.management()),
                        "CARILLON_DATA_DIR", data.toString(),
                        "CARILLON_ADMIN_TOKEN", TOKEN));
        var node = new NodeProcess(builder.start(), ports);
        Thread.ofVirtual().start(node::listen);
        return node;
    }

    CarillonClient client() {
        return client;
    }

    NodePorts ports() {
        return ports;
    }

    /** By this it is found among the nodes. */
    String address() {
        return "localhost:" + ports.grpc();
    }

    /** Waits until it says that it is ready. */
    void awaitReady() throws InterruptedException {
        if (!ready.await(START_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
            process.destroyForcibly();
            throw new AssertionError("the process did not become ready\n" + said());
        }
    }

    /** Lets it run for a while; fails if it ends by itself. */
    void letRun(Duration span) throws InterruptedException {
        if (process.waitFor(span.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process ended by itself with " + process.exitValue() + "\n" + said());
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, which is Ctrl-C as far as a process without a terminal can have it, and the exit code that follows. */
    int terminate() throws InterruptedException {
        // The process itself would close what we read, and what it says at its end with it.
        process.toHandle().destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the process did not end within " + END_SECONDS + " s of SIGTERM\n" + said());
        }
        return process.exitValue();
    }

    String said() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.contains("carillon dev is up") || line.contains("carillon server is up")) {
                    ready.countDown();
                }
            }
        } catch (IOException closed) {
            keep(closed.toString());
        }
        ready.countDown();
    }

    private void keep(String line) {
        synchronized (output) {
            output.addLast(line);
            if (output.size() > KEPT_LINES) {
                output.removeFirst();
            }
        }
    }
}
