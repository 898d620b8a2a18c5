package io.carillon.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a command that runs until it is told to stop. The signal that stops it is the ordinary way to end, so the exit status is 0
 * and not the signal's: {@code halt} is the only call that can still say so once the shutdown has begun.
 */
final class ProcessEnd {

    private static final Logger log = LoggerFactory.getLogger(ProcessEnd.class);

    private final Runtime runtime = Runtime.getRuntime();
    private final Thread hook;

    private ProcessEnd(Runnable stop) {
        hook = new Thread(() -> end(stop), "carillon-shutdown");
    }

    /** Calls {@code stop} when the process is asked to end, and ends it then. */
    static ProcessEnd whenAsked(Runnable stop) {
        var end = new ProcessEnd(stop);
        end.runtime.addShutdownHook(end.hook);
        return end;
    }

    /** Waits for the end, which comes from outside. */
    void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** The command ends by itself, with a status of its own. */
    void withdraw() {
        try {
            runtime.removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            log.debug("event=ending-already", alreadyEnding);
        }
    }

    private void end(Runnable stop) {
        int status = ExitCode.FAILED;
        try {
            stop.run();
            status = ExitCode.OK;
        } catch (RuntimeException failed) {
            log.error("event=stop-failed", failed);
        } finally {
            runtime.halt(status);
        }
    }
}
