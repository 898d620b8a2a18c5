package io.carillon.databases;

import io.carillon.databases.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A database server and its children, which end with us. */
final class ServerProcess {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final long TRIES = PATIENCE.dividedBy(PAUSE);
    private static final int LINES_OF_LOG = 30;

    /** Clock ticks a second in what the kernel tells of a process, on every Linux that we know. */
    private static final long TICKS = 100;

    private final GuardedProcess server;
    private final Path log;

    private ServerProcess(GuardedProcess server, Path log) {
        this.server = server;
        this.log = log;
    }

    static ServerProcess start(List<String> command, Path directory, Path log) {
        return new ServerProcess(GuardedProcess.start(command, Map.of(), directory, log), log);
    }

    /** Runs a program to its end. */
    static void run(List<String> command, Path directory, Path input, Path log) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectErrorStream(true)
                    .start();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with " + code + ": " + tail(log));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", interrupted);
        }
    }

    /** Something that works once a server is ready, and throws until then. */
    interface Probe {

        void tryOnce() throws Exception;
    }

    void await(Probe probe) {
        for (long left = TRIES; ; left--) {
            try {
                probe.tryOnce();
                return;
            } catch (Exception notYet) {
                if (!server.isAlive() || left == 0) {
                    throw new IllegalStateException("the server did not come up: " + tail(log), notYet);
                }
                rest();
            }
        }
    }

    void freeze() {
        server.freeze();
    }

    void thaw() {
        server.thaw();
    }

    /** Sends a signal to the server alone and waits for all of it to end. */
    void end(String signal) {
        if (!server.end(signal)) {
            throw new IllegalStateException("the server did not end: " + tail(log));
        }
    }

    void kill() {
        server.kill();
    }

    long cpuMicros() {
        return server.family().mapToLong(ServerProcess::cpuMicros).sum();
    }

    /** A process that has just ended has used what its parent is told of: its own time and that of its children that have ended. */
    private static long cpuMicros(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = 0;
            for (int i = 11; i <= 14; i++) {
                ticks += Long.parseLong(fields[i]);
            }
            return ticks * (1_000_000 / TICKS);
        } catch (IOException gone) {
            return 0;
        }
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server starts", interrupted);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException failure) {
            return "its log " + log + " can't be read: " + failure.getMessage();
        }
    }
}
