package io.carillon.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The worker of {@code examples/node-worker} as a process of its own. */
final class NodeWorker implements AutoCloseable {

    private static final Path EXAMPLE =
            Path.of("..", "examples", "node-worker").toAbsolutePath().normalize();
    private static final Path PROTO = Path.of(
                    "..", "protocol", "src", "main", "protobuf", "carillon", "v1", "worker.proto")
            .toAbsolutePath()
            .normalize();
    private static final List<String> FILES =
            List.of("package.json", "package-lock.json", ".npmrc", "worker.js", "link.js", "main.js");

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Process process;

    private NodeWorker(Process process) {
        this.process = process;
    }

    /** Whether this machine has what it needs. */
    static boolean isPossible() throws InterruptedException {
        return answers("node") && answers("npm");
    }

    /** A copy of the example with what it depends on, below the build's own directory. */
    static Path install(Path build) throws IOException, InterruptedException {
        Path copy = Files.createDirectories(build.resolve("node-worker"));
        for (String file : FILES) {
            Files.copy(EXAMPLE.resolve(file), copy.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .start();
        String output;
        try (BufferedReader lines = npm.inputReader()) {
            output = String.join("\n", lines.lines().toList());
        }
        if (!npm.waitFor(5, TimeUnit.MINUTES) || npm.exitValue() != 0) {
            npm.destroyForcibly();
            throw new AssertionError("npm ci failed: " + output);
        }
        return copy;
    }

    static NodeWorker launch(Path installed, int port, String app, String id) throws IOException {
        var builder = new ProcessBuilder("node", "main.js", "127.0.0.1:" + port, app)
                .directory(installed.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "CARILLON_TOKEN",
                        NodeProcess.TOKEN,
                        "CARILLON_WORKER_ID",
                        id,
                        "CARILLON_PROTO",
                        PROTO.toString()));
        var worker = new NodeWorker(builder.start());
        Thread.ofVirtual().start(worker::listen);
        return worker;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ctrl-C; answers how it ended. */
    int drain() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the worker did not leave\n" + said());
        }
        return process.exitValue();
    }

    String said() {
        return String.join("\n", said);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException closed) {
            said.add(closed.toString());
        }
    }

    private static boolean answers(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
