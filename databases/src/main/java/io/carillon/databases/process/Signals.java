package io.carillon.databases.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** What the kernel does to a process at our wish. */
public final class Signals {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final long TRIES = PATIENCE.dividedBy(PAUSE);

    /** Stopped, stopped by a debugger, ended and not yet fetched, ended: what a thread that does nothing more may be. */
    private static final String STILL = "TtZX";

    private Signals() {}

    public static void send(String name, ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw interrupted("a signal was sent", interrupted);
        }
    }

    /**
     * The process stands still when this returns, and its sockets stay open. The signal alone does not promise that: it stops a thread that
     * has to be given a processor first, and until then the others go on, and answer.
     */
    public static void freeze(ProcessHandle process) {
        send("STOP", process);
        for (long left = TRIES; !isStill(process); left--) {
            if (left == 0) {
                throw new IllegalStateException("process " + process.pid() + " does not stand still");
            }
            rest();
        }
    }

    public static void thaw(ProcessHandle process) {
        send("CONT", process);
    }

    /** Whether each of its threads stands still, or has ended. */
    static boolean isStill(ProcessHandle process) {
        Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                if (!STILL.contains(state(thread))) {
                    return false;
                }
            }
            return true;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String state(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int state = stat.lastIndexOf(')') + 2;
            return stat.substring(state, state + 1);
        } catch (IOException gone) {
            return "X";
        }
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            throw interrupted("a process came to a stand", interrupted);
        }
    }

    private static IllegalStateException interrupted(String meanwhile, InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while " + meanwhile, interrupted);
    }
}
