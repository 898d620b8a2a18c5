package io.carillon.worker.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The worker as a function from an event and the present to effects. Not for use by several threads. */
public final class WorkerCore {

    private final Decisions decisions;

    /** The random numbers spread the reconnects of many workers, and nothing else; what the gauge says is passed on. */
    public WorkerCore(WorkerProfile profile, Servers servers, Limits limits, RandomGenerator random, Load.Gauge gauge) {
        decisions = new Decisions(profile, servers, limits, new Backoff(random), gauge);
    }

    /** What follows from an event, in the order in which it shall happen. */
    public List<Effect> step(WorkerEvent event, Moment now) {
        return decisions.step(event, now);
    }

    /** The elapsed time at which {@link WorkerEvent.TimePassed} is due, if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return Optional.ofNullable(decisions.wakeUp());
    }
}
