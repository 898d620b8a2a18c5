package io.carillon.chaos;

import io.carillon.client.CarillonClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code carillon dev --no-demo} as a process of its own, on ports and a data directory of its own. */
final class DevProcess implements AutoCloseable {

    static final String TOKEN = "a-token-for-this-test-only";

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int KEPT_LINES = 200;

    private final ArrayDeque<String> output = new ArrayDeque<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Process process;
    private final CarillonClient client;

    private DevProcess(Process process, CarillonClient client) {
        this.process = process;
        this.client = client;
    }

    /** The ports that one installation keeps over its restarts. */
    record Ports(int http, int grpc, int management) {

        static Ports free() throws IOException {
            var loopback = InetAddress.getLoopbackAddress();
            try (var one = new ServerSocket(0, 1, loopback);
                    var two = new ServerSocket(0, 1, loopback);
                    var three = new ServerSocket(0, 1, loopback)) {
                return new Ports(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
            }
        }
    }

    static DevProcess launch(Path dataDirectory, Ports ports) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String distribution = System.getProperty("carillon.distribution");
        var builder = new ProcessBuilder(List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                distribution + "/*",
                "io.carillon.cli.Carillon",
                "dev",
                "--no-demo"));
        builder.environment()
                .putAll(Map.of(
                        "CARILLON_HTTP_PORT", Integer.toString(ports.http()),
                        "CARILLON_GRPC_PORT", Integer.toString(ports.grpc()),
                        "CARILLON_MANAGEMENT_PORT", Integer.toString(ports.management()),
                        "CARILLON_DATA_DIR", dataDirectory.toString(),
                        "CARILLON_ADMIN_TOKEN", TOKEN));
        Process process = builder.redirectErrorStream(true).start();
        CarillonClient client = CarillonClient.builder()
                .server(URI.create("http://127.0.0.1:" + ports.http()))
                .token(TOKEN)
                .build();
        var dev = new DevProcess(process, client);
        Thread.ofVirtual().start(dev::listen);
        return dev;
    }

    CarillonClient client() {
        return client;
    }

    /** Lets it run for a while; fails if it ends by itself. */
    void letRun(Duration span) throws InterruptedException {
        if (process.waitFor(span.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process ended by itself with " + process.exitValue() + "\n" + said());
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ctrl-C, as far as a process without a terminal can have it, and the exit code that follows. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the process did not end within 30 s of SIGTERM\n" + said());
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

    /** Waits until it says that it is ready. */
    void awaitReady() throws InterruptedException {
        if (!ready.await(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS) || !process.isAlive()) {
            process.destroyForcibly();
            throw new AssertionError("the process did not become ready\n" + said());
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                if (line.contains("carillon dev is up")) {
                    ready.countDown();
                }
            }
        } catch (IOException closed) {
            keep(new UncheckedIOException(closed).toString());
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
