package io.carillon.server.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The longest of what was noted in the last minute, to the second. Safe for use by several threads. */
final class WorstLately {

    private static final int SECONDS = 60;

    private final long[] worst = new long[SECONDS];
    private final long[] second = new long[SECONDS];
    private final LongSupplier ticks;

    /** @param ticks nanoseconds of a clock that only ever goes on */
    WorstLately(LongSupplier ticks) {
        this.ticks = ticks;
        Arrays.fill(second, present() - SECONDS);
    }

    synchronized void note(Duration span) {
        long now = present();
        int place = Math.floorMod(now, SECONDS);
        worst[place] = second[place] == now ? Math.max(worst[place], span.toNanos()) : span.toNanos();
        second[place] = now;
    }

    synchronized Duration get() {
        long now = present();
        long longest = 0;
        for (int place = 0; place < SECONDS; place++) {
            if (now - second[place] < SECONDS) {
                longest = Math.max(longest, worst[place]);
            }
        }
        return Duration.ofNanos(longest);
    }

    private long present() {
        return TimeUnit.NANOSECONDS.toSeconds(ticks.getAsLong());
    }
}
