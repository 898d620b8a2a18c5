package io.carillon.engine;

import java.time.Instant;

/**
 * How many fires are ahead in each second: an open-addressed table of two numbers a second, because a million jobs may have as
 * many different ones.
 */
final class Density {

    private static final int SMALLEST = 64;

    private long[] seconds = new long[SMALLEST];
    private int[] counts = new int[SMALLEST];
    private int used;

    /** How many fires fall into the second of an instant. */
    int in(Instant instant) {
        return counts[slotOf(instant.getEpochSecond())];
    }

    void add(Instant fire) {
        int slot = slotOf(fire.getEpochSecond());
        if (counts[slot]++ == 0) {
            seconds[slot] = fire.getEpochSecond();
            used++;
            if (2 * used > seconds.length) {
                grow();
            }
        }
    }

    void remove(Instant fire) {
        int slot = slotOf(fire.getEpochSecond());
        if (counts[slot] == 0) {
            throw new IllegalStateException("no fire is counted in the second of " + fire);
        }
        if (--counts[slot] == 0) {
            used--;
            closeGap(slot);
        }
    }

    private int slotOf(long second) {
        int slot = home(second);
        while (counts[slot] != 0 && seconds[slot] != second) {
            slot = after(slot);
        }
        return slot;
    }

    /** Moves back whoever was displaced over the slot that is empty now, so that a search never stops short of it. */
    private void closeGap(int empty) {
        int gap = empty;
        for (int slot = after(gap); counts[slot] != 0; slot = after(slot)) {
            int home = home(seconds[slot]);
            boolean reachesGap = gap <= slot ? home <= gap || home > slot : home <= gap && home > slot;
            if (reachesGap) {
                seconds[gap] = seconds[slot];
                counts[gap] = counts[slot];
                counts[slot] = 0;
                gap = slot;
            }
        }
    }

    private void grow() {
        long[] formerSeconds = seconds;
        int[] formerCounts = counts;
        seconds = new long[2 * formerSeconds.length];
        counts = new int[2 * formerCounts.length];
        for (int i = 0; i < formerCounts.length; i++) {
            if (formerCounts[i] != 0) {
                int slot = slotOf(formerSeconds[i]);
                seconds[slot] = formerSeconds[i];
                counts[slot] = formerCounts[i];
            }
        }
    }

    private int home(long second) {
        return (int) ((second * 0x9E3779B97F4A7C15L) >>> 32) & (seconds.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (seconds.length - 1);
    }
}
