package io.carillon.worker.log;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that the lines of all attempts share. */
final class LogRoom {

    private final AtomicLong free;

    LogRoom(long bytes) {
        this.free = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
        if (free.addAndGet(-bytes) >= 0) {
            return true;
        }
        free.addAndGet(bytes);
        return false;
    }

    void give(long bytes) {
        free.addAndGet(bytes);
    }
}
