package io.carillon.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A handler on its thread. It goes on only when it is told to, and whoever tells it waits until it rests or is over: so never do two of
 * them run at a time.
 */
final class Play {

    private enum Standing {
        RESTING,
        ON,
        OVER,
        /** Its process has died: nobody will ever let it go on. */
        GONE
    }

    private final Thread thread;
    private final Semaphore back = new Semaphore(0);
    private volatile Standing standing = Standing.RESTING;
    private volatile BooleanSupplier enough = () -> true;
    private volatile boolean told;

    Play(String name, Runnable work) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } finally {
                giveBack(Standing.OVER);
            }
        });
    }

    boolean isMine() {
        return Thread.currentThread().equals(thread);
    }

    boolean isOver() {
        return standing == Standing.OVER;
    }

    /** Whether it would go on if it were let: what it waits for is there, or it was told to stop. */
    boolean isReady() {
        return standing == Standing.RESTING && (told || thread.isInterrupted() || enough.getAsBoolean());
    }

    /** Lets it go on, and returns when it rests or is over. */
    void goOn(Duration patience) {
        if (standing != Standing.RESTING) {
            return;
        }
        standing = Standing.ON;
        back.drainPermits();
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        awaitBack(patience);
    }

    private void awaitBack(Duration patience) {
        try {
            if (!back.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(thread.getName() + " has not come back for " + patience
                        + " of real time. A handler lets the test's time pass by CarillonTest.sleep; what it waits for in any"
                        + " other way must come by itself. " + place());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while " + thread.getName() + " was running. " + place(), stopped);
        }
    }

    private String place() {
        return Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining("", "It stands here:", ""));
    }

    /** Called on its thread: lets everything else go on until it is enough, or it is told to stop. */
    void rest(BooleanSupplier until) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("told to stop");
        }
        told = false;
        enough = until;
        giveBack(Standing.RESTING);
        awaitTurn();
        if (told) {
            throw new InterruptedException("told to stop");
        }
    }

    /** Its process dies: wherever it stands, it stands there for ever. */
    void vanish() {
        if (isMine()) {
            giveBack(Standing.GONE);
            awaitTurn();
        } else if (standing == Standing.RESTING) {
            standing = Standing.GONE;
        }
    }

    /** An interrupt is noted before it is cleared, so that nobody can miss it in between. */
    private void awaitTurn() {
        while (standing != Standing.ON) {
            LockSupport.park(this);
            if (thread.isInterrupted()) {
                told = true;
                Thread.interrupted();
            }
        }
        told |= Thread.interrupted();
    }

    private void giveBack(Standing next) {
        standing = next;
        back.release();
    }
}
