package io.carillon.chaos;

import io.carillon.databases.process.Distribution;
import io.carillon.databases.process.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker as a process of its own, with little memory. */
final class WorkerProcess implements AutoCloseable {

    private static final String CLI = "io.carillon.cli.Carillon";

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** {@code carillon worker} of an app that runs shell tasks, with a heap of so many megabytes; it dies of the first error for want of more. */
    static WorkerProcess launch(String app, NodePorts ports, int heap, String... flags) throws IOException {
        var command = java(heap, Distribution.own().classPath());
        command.addAll(List.of("-XX:+ExitOnOutOfMemoryError", CLI));
        command.addAll(List.of("worker", "--app", app, "--allow-scripts", "--server", "127.0.0.1:" + ports.grpc()));
        command.addAll(List.of(flags));
        return start(command);
    }

    /** A worker of handlers that do harm, {@link HarmfulWorker}, with a heap of so many megabytes. */
    static WorkerProcess harmful(String app, NodePorts ports, int heap, String... options)
            throws IOException, URISyntaxException {
        var tests = Path.of(HarmfulWorker.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var command = java(heap, Distribution.own().classPath() + File.pathSeparator + tests);
        command.addAll(List.of(options));
        command.addAll(List.of(HarmfulWorker.class.getName(), "127.0.0.1:" + ports.grpc(), app));
        return start(command);
    }

    private static List<String> java(int heap, String classPath) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ArrayList<>(
                List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx" + heap + "m", "-cp", classPath));
    }

    private static WorkerProcess start(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("CARILLON_TOKEN", NodeProcess.TOKEN);
        Process process = builder.redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> swallow(process));
        return new WorkerProcess(process);
    }

    /** It would wait for ever for somebody to read what it says. */
    private static void swallow(Process process) {
        try (BufferedReader lines = process.inputReader()) {
            lines.transferTo(Writer.nullWriter());
        } catch (IOException closed) {
            // It is gone.
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM: it finishes what it has. */
    void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** It stands still, and its sockets stay open. */
    void pause() {
        requireAlive();
        Signals.freeze(process.toHandle());
    }

    void wake() {
        requireAlive();
        Signals.thaw(process.toHandle());
    }

    private void requireAlive() {
        if (!isAlive()) {
            throw new AssertionError("process " + process.pid() + " has ended");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
