package io.carillon.engine;

import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives up what is for one worker alone when that one has been away for as long as a worker may be. Nobody else does it: a worker
 * that starts anew may have another name, and what is for every worker is not for two of one.
 */
final class Deserted {

    private final Map<Lane, Instant> since = new LinkedHashMap<>();
    private final Workforce workforce;
    private final Runs runs;
    private final Settings settings;

    Deserted(Workforce workforce, Runs runs, Settings settings) {
        this.workforce = workforce;
        this.runs = runs;
        this.settings = settings;
    }

    /** Takes note of who is away now and waited for. */
    void note(Instant now) {
        if (since.isEmpty() && workforce.deserted().isEmpty()) {
            return;
        }
        since.keySet().retainAll(workforce.deserted());
        workforce.deserted().forEach(lane -> since.putIfAbsent(lane, now));
    }

    void giveUp(Instant now) {
        note(now);
        for (Instant due = next(); due != null && !due.isAfter(now); due = next()) {
            Lane lane = since.keySet().iterator().next();
            since.remove(lane);
            var error = new RunError(
                    RunError.WORKER_GONE, "worker " + lane.key().worker() + ", which alone was to do it, is gone");
            lane.waiting().forEach(run -> runs.apply(run, new RunEvent.Unservable(now, error)));
        }
    }

    /** When the next is given up; null if nobody is away who is waited for. */
    @Nullable
    Instant next() {
        return since.isEmpty() ? null : since.values().iterator().next().plus(settings.workerGrace());
    }
}
