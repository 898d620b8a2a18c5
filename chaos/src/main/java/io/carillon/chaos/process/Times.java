package io.carillon.chaos.process;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of this machine; nothing else here reads a clock. The ticks are those of the machine and not of a process, so that what two
 * processes say can be compared.
 */
public final class Times {

    private Times() {}

    public static Instant now() {
        return Instant.now();
    }

    public static long ticks() {
        return System.nanoTime();
    }

    /** Lets some time go by. What it is waited for is elapsed time itself: the length of a fault, the pause of a user. */
    public static void pass(Duration span) {
        try {
            Thread.sleep(span);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while time went by", interrupted);
        }
    }
}
