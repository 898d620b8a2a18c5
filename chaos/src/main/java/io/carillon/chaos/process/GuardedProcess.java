package io.carillon.chaos.process;

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

/**
 * A process of ours. A shell stands between it and us and reads from us: when we are gone, even by SIGKILL, it reads the end and ends the
 * process. So none is left behind.
 */
public final class GuardedProcess {

    private static final String GUARD = "log=$1; shift; \"$@\" </dev/null >>\"$log\" 2>&1 & it=$!; echo $it;"
            + " cat >/dev/null; kill -KILL $it 2>/dev/null; wait $it 2>/dev/null";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process guard;
    private final ProcessHandle process;

    private GuardedProcess(Process guard, ProcessHandle process) {
        this.guard = guard;
        this.process = process;
    }

    /** Starts it; what it says comes after what is in the log. */
    public static GuardedProcess start(List<String> command, Map<String, String> environment, Path log) {
        var guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", log.toString()));
        guarded.addAll(command);
        var builder = new ProcessBuilder(guarded);
        builder.environment().putAll(environment);
        try {
            Process guard = builder.start();
            String pid = guard.inputReader().readLine();
            if (pid == null) {
                throw new IllegalStateException("no process came of " + command);
            }
            ProcessHandle process = ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new IllegalStateException(command + " ended at once; see " + log));
            return new GuardedProcess(guard, process);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
        guard.destroy();
    }

    /** Asks it to end; says whether it did in time. One that did not is killed. */
    public boolean end() {
        signal("TERM");
        boolean ended = hasEnded();
        kill();
        return ended;
    }

    /** It stands still, and its sockets stay open. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a signal was sent", interrupted);
        }
    }

    private void awaitEnd() {
        if (!hasEnded()) {
            throw new IllegalStateException("process " + process.pid() + " does not end");
        }
    }

    private boolean hasEnded() {
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
