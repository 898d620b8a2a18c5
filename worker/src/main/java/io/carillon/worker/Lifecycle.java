package io.carillon.worker;

import io.carillon.worker.core.Ending;
import io.carillon.worker.core.Notice;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How far a worker has come, for those who wait. Written by the worker's thread. */
final class Lifecycle {

    private final CompletableFuture<Boolean> welcomed = new CompletableFuture<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private volatile boolean connected;

    void note(Notice notice) {
        if (notice instanceof Notice.Connected) {
            connected = true;
            welcomed.complete(true);
        } else if (notice instanceof Notice.Disconnected lost) {
            connected = lost.others() > 0;
        }
    }

    void end(Ending how) {
        connected = false;
        ending.complete(how);
        welcomed.complete(false);
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether a node welcomed the worker in time, even if it was lost again since. */
    boolean awaitWelcome(Duration limit) throws InterruptedException {
        try {
            return welcomed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException | CancellationException impossible) {
            throw new IllegalStateException("a signal that only ever completes has failed", impossible);
        }
    }

    Ending awaitEnding() throws InterruptedException {
        try {
            return ending.get();
        } catch (ExecutionException | CancellationException impossible) {
            throw new IllegalStateException("a signal that only ever completes has failed", impossible);
        }
    }
}
