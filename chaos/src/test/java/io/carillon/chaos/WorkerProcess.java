package io.carillon.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code carillon worker} as a process of its own, with little memory: it dies of the first error for want of more. */
final class WorkerProcess implements AutoCloseable {

    private final Process process;

    private WorkerProcess(Process process) {
        this.process = process;
    }

    /** A worker of an app that runs shell tasks, with a heap of so many megabytes. */
    static WorkerProcess launch(String app, DevProcess.Ports ports, int heap) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<String>(List.of(
                java,
                "-XX:+UseSerialGC",
                "-Xmx" + heap + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("carillon.distribution") + "/*",
                "io.carillon.cli.Carillon"));
        command.addAll(List.of("worker", "--app", app, "--allow-scripts", "--server", "127.0.0.1:" + ports.grpc()));
        var builder = new ProcessBuilder(command);
        builder.environment().put("CARILLON_TOKEN", DevProcess.TOKEN);
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

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
