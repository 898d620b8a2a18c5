package io.carillon.worker.core;

import java.util.random.RandomGenerator;

/** The worker as a function from an event and the present to effects. Not for use by several threads. */
public final class WorkerCore {

    private final Decisions decisions;

    /** The random numbers spread the reconnects of many workers, and nothing else; what the gauge says is passed on. */
    public WorkerCore(WorkerProfile profile, Servers servers, Limits limits, RandomGenerator random, Load.Gauge gauge) {
        decisions = new Decisions(profile, servers, limits, new Backoff(random), gauge);
    }

    public Step step(WorkerEvent event, Moment now) {
        return decisions.step(event, now);
    }
}
