package io.carillon.databases.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A process of ours, and its children. A shell stands between it and us and reads from us: when we are gone, even by SIGKILL, it reads the
 * end and ends the process. So none is left behind.
 */
public final class GuardedProcess {

    private static final String GUARD = "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & it=$!; echo $it;"
            + " cat >/dev/null; kill -KILL $it 2>/dev/null; wait $it 2>/dev/null";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process guard;
    private final ProcessHandle process;

    private GuardedProcess(Process guard, ProcessHandle process) {
        this.guard = guard;
        this.process = process;
    }

    /** Starts it where we are; what it says comes after what is in the log. */
    public static GuardedProcess start(List<String> command, Map<String, String> environment, Path log) {
        return start(command, environment, Path.of("").toAbsolutePath(), log);
    }

    /** Starts it in a directory. */
    public static GuardedProcess start(
            List<String> command, Map<String, String> environment, Path directory, Path log) {
        var guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", log.toString()));
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            Process guard = builder.start();
            String pid = guard.inputReader().readLine();
            if (pid == null) {
                throw new IllegalStateException("no process came of " + command);
            }
            ProcessHandle process = ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new IllegalStateException(command.getFirst() + " ended at once; see " + log));
            return new GuardedProcess(guard, process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** It and its children, as far as they are there. */
    public Stream<ProcessHandle> family() {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    /** kill -9 of all of them. */
    public void kill() {
        kill(family().toList());
    }

    /** Asks it by a signal to end its children and itself; says whether all did in time. What did not is killed. */
    public boolean end(String signal) {
        List<ProcessHandle> all = family().toList();
        Signals.send(signal, process);
        boolean ended = all.stream().allMatch(GuardedProcess::hasEnded);
        kill(all);
        return ended;
    }

    /** All of them stand still, and their sockets stay open. */
    public void freeze() {
        Signals.freeze(process);
        process.descendants().forEach(Signals::freeze);
    }

    public void thaw() {
        family().forEach(Signals::thaw);
    }

    private void kill(List<ProcessHandle> all) {
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(GuardedProcess::awaitEnd);
        guard.destroy();
    }

    private static void awaitEnd(ProcessHandle process) {
        if (!hasEnded(process)) {
            throw new IllegalStateException("process " + process.pid() + " does not end");
        }
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("nobody can tell whether " + process.pid() + " has ended", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ends", interrupted);
        }
    }
}
