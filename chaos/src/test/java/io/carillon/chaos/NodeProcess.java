package io.carillon.chaos;

import io.carillon.client.CarillonClient;
import io.carillon.databases.DatabaseServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code carillon server} as a process of its own: one node of a cluster that shares a database. */
final class NodeProcess implements AutoCloseable {

    private static final long START_SECONDS = 120;
    private static final int KEPT_LINES = 200;

    private final ArrayDeque<String> output = new ArrayDeque<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Process process;
    private final DevProcess.Ports ports;
    private final CarillonClient client;

    private NodeProcess(Process process, DevProcess.Ports ports) {
        this.process = process;
        this.ports = ports;
        this.client = CarillonClient.builder()
                .server(URI.create("http://127.0.0.1:" + ports.http()))
                .token(DevProcess.TOKEN)
                .build();
    }

    static NodeProcess launch(Path data, String database) throws IOException {
        var ports = DevProcess.Ports.free();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("carillon.distribution") + "/*",
                "io.carillon.cli.Carillon",
                "server",
                "--bind",
                "127.0.0.1"));
        builder.environment()
                .putAll(Map.of(
                        "CARILLON_HTTP_PORT",
                        Integer.toString(ports.http()),
                        "CARILLON_GRPC_PORT",
                        Integer.toString(ports.grpc()),
                        "CARILLON_MANAGEMENT_PORT",
                        Integer.toString(ports.management()),
                        "CARILLON_DATA_DIR",
                        data.toString(),
                        "CARILLON_DB_URL",
                        database,
                        "CARILLON_DB_USER",
                        DatabaseServer.USER,
                        "CARILLON_DB_PASSWORD",
                        DatabaseServer.PASSWORD,
                        "CARILLON_ADMIN_TOKEN",
                        DevProcess.TOKEN));
        var node = new NodeProcess(builder.redirectErrorStream(true).start(), ports);
        Thread.ofVirtual().start(node::listen);
        return node;
    }

    CarillonClient client() {
        return client;
    }

    DevProcess.Ports ports() {
        return ports;
    }

    /** By this it is found among the nodes. */
    String address() {
        return "localhost:" + ports.grpc();
    }

    void awaitReady() throws InterruptedException {
        if (!ready.await(START_SECONDS, TimeUnit.SECONDS) || !process.isAlive()) {
            throw new AssertionError("the node did not become ready\n" + said());
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and the exit code that follows. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the node did not end within 60 s of SIGTERM\n" + said());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.close();
    }

    private String said() {
        synchronized (output) {
            return String.join("\n", output);
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.contains("carillon server is up")) {
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
