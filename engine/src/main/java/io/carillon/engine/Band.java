package io.carillon.engine;

import io.carillon.model.job.Priority;

/**
 * How urgent a run is, roughly. While memory fills up, the least urgent band is the first whose runs wait in the store, and the most
 * urgent one goes on.
 */
public enum Band {
    /** Priorities 8 to 10: may fill memory. */
    HIGH(8, Priority.MAX, 100),
    /** Priorities 4 to 7: leaves a fifth of memory to what is more urgent. */
    NORMAL(4, 7, 80),
    /** Priorities 1 to 3: may use half of memory, so that a flood of it is felt by nobody else. */
    LOW(Priority.MIN, 3, 50);

    /** A band that others have filled memory before may still have so much of it. */
    private static final int KEPT_PERCENT = 5;

    private final int lowest;
    private final int highest;
    private final int percent;

    Band(int lowest, int highest, int percent) {
        this.lowest = lowest;
        this.highest = highest;
        this.percent = percent;
    }

    public static Band of(Priority priority) {
        if (priority.level() >= HIGH.lowest) {
            return HIGH;
        }
        return priority.level() >= NORMAL.lowest ? NORMAL : LOW;
    }

    /** The least priority of the band. */
    public int lowest() {
        return lowest;
    }

    /** The greatest priority of the band. */
    public int highest() {
        return highest;
    }

    /** How many runs of this band memory takes however many it holds of others. */
    int kept(int maxLiveRuns) {
        return this == HIGH ? 0 : Math.max(1, (int) ((long) maxLiveRuns * KEPT_PERCENT / 100));
    }

    /** How many runs memory may hold for this band still to be read. */
    int limit(int maxLiveRuns) {
        return (int) ((long) maxLiveRuns * percent / 100);
    }
}
