package io.carillon.chaos.process;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of this machine; nothing else here reads a clock. The ticks are those of the machine and not of a process, so that what two
 * processes say can be compared.
 */
public final class Times {

    private static final int READINGS = 1_000;

    private Times() {}

    public static Instant now() {
        return Instant.now();
    }

    public static long ticks() {
        return System.nanoTime();
    }

    /**
     * What the wall clock said when the ticks were so. Both go at the same pace; only the clock is ever stepped.
     */
    public record Reading(Instant wall, long ticks) {

        /** The time at other ticks. */
        public Instant at(long other) {
            return wall.plusNanos(other - ticks);
        }
    }

    /** The one of many readings between whose two halves the least time went by. */
    public static Reading reading() {
        Reading closest = new Reading(now(), ticks());
        long least = Long.MAX_VALUE;
        for (int i = 0; i < READINGS; i++) {
            long before = ticks();
            Instant wall = now();
            long between = ticks() - before;
            if (between < least) {
                least = between;
                closest = new Reading(wall, before);
            }
        }
        return closest;
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
