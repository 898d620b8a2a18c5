package io.carillon.simulation;

import java.time.Duration;

/** What can happen to a single frame. */
final class FrameFaults {

    private final Chance chance;
    private final FaultLog log;
    private final Plan plan;
    private boolean healed;

    FrameFaults(Chance chance, FaultLog log, Plan plan) {
        this.chance = chance;
        this.log = log;
        this.plan = plan;
    }

    boolean duplicates() {
        return happens(Fault.FRAME_DUPLICATED);
    }

    boolean reorders() {
        return happens(Fault.FRAME_REORDERED);
    }

    Duration lateness() {
        return chance.millis(1, 2_000);
    }

    void heal() {
        healed = true;
    }

    private boolean happens(Fault fault) {
        boolean happens = chance.in(plan.rate()) && plan.has(fault) && !healed;
        if (happens) {
            log.add(fault);
        }
        return happens;
    }
}
