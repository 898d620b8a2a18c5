package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.time.Instant;

/** What the database, or the way to it, does to single statements. */
final class StoreFaults {

    private static final Duration QUICK = Duration.ofMillis(3);

    private final Timeline timeline;
    private final Chance chance;
    private final FaultLog log;
    private final Plan plan;
    private Duration slowest = QUICK;
    private Instant stalledUntil = Instant.MIN;
    private boolean healed;

    StoreFaults(Timeline timeline, Chance chance, FaultLog log, Plan plan) {
        this.timeline = timeline;
        this.chance = chance;
        this.log = log;
        this.plan = plan;
    }

    boolean happens(Fault fault) {
        boolean happens = chance.in(plan.rate()) && plan.has(fault) && !healed;
        if (happens) {
            log.add(fault);
        }
        return happens;
    }

    /** How long a statement takes to the database, or its answer from there. */
    Duration delay() {
        Duration quick = chance.between(Duration.ofNanos(100_000), chance.in(0.8) ? QUICK : slowest);
        Instant now = timeline.now();
        return stalledUntil.isAfter(now) ? Duration.between(now, stalledUntil).plus(quick) : quick;
    }

    /** How long the database can be busy with a commit. */
    Duration lateness() {
        return chance.millis(0, 1_500);
    }

    void slowDown(Duration most) {
        slowest = most;
    }

    void stall(Instant until) {
        stalledUntil = until;
    }

    void heal() {
        healed = true;
        slowest = QUICK;
        stalledUntil = Instant.MIN;
    }
}
