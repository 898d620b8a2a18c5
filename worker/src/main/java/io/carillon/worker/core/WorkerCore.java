package io.carillon.worker.core;

import java.util.List;
import java.util.random.RandomGenerator;

/** The worker as a function from an event and the present to effects. Not for use by several threads. */
public final class WorkerCore {

    private final Decisions decisions;

    /**
     * The random numbers spread the reconnects of many workers, and nothing else; what the gauge says is passed on.
     *
     * @param servers the addresses to dial before any node has said where the others are; at least one
     */
    public WorkerCore(
            WorkerProfile profile, List<String> servers, Limits limits, RandomGenerator random, Load.Gauge gauge) {
        decisions = new Decisions(profile, servers, limits, new Backoff(random), gauge);
    }

    public Step step(WorkerEvent event, Moment now) {
        return decisions.step(event, now);
    }
}
