package io.carillon.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A server and its children. A shell stands between them and us and reads from us: when we are gone, even by SIGKILL, it reads the end
 * and ends the server. So no server is left behind.
 */
final class ServerProcess {

    private static final String GUARD = "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & server=$!; echo $server;"
            + " cat >/dev/null; kill -KILL $server 2>/dev/null; wait $server 2>/dev/null";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final long TRIES = PATIENCE.dividedBy(PAUSE);
    private static final int LINES_OF_LOG = 30;

    /** Clock ticks a second in what the kernel tells of a process, on every Linux that we know. */
    private static final long TICKS = 100;

    private final Process guard;
    private final ProcessHandle server;
    private final Path log;

    private ServerProcess(Process guard, ProcessHandle server, Path log) {
        this.guard = guard;
        this.server = server;
        this.log = log;
    }

    static ServerProcess start(List<String> command, Path directory, Path log) {
        var guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", log.toString()));
        guarded.addAll(command);
        try {
            Process guard =
                    new ProcessBuilder(guarded).directory(directory.toFile()).start();
            String pid = guard.inputReader().readLine();
            if (pid == null) {
                throw new IllegalStateException("no process came of " + command);
            }
            ProcessHandle server = ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new IllegalStateException(command.getFirst() + " ended at once: " + tail(log)));
            return new ServerProcess(guard, server, log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
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

    void signal(String name) {
        family().forEach(process -> send(name, process));
    }

    /** Sends a signal to the server alone and waits for all of it to end. */
    void end(String signal) {
        List<ProcessHandle> all = family().toList();
        send(signal, server);
        all.forEach(ServerProcess::awaitEnd);
        guard.destroy();
    }

    void kill() {
        List<ProcessHandle> all = family().toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(ServerProcess::awaitEnd);
        guard.destroy();
    }

    long cpuMicros() {
        return family().mapToLong(ServerProcess::cpuMicros).sum();
    }

    private Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(server), server.descendants());
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

    private static void send(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("process " + process.pid() + " does not end", failure);
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
