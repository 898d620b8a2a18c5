package io.carillon.engine;

import io.carillon.model.WorkerId;
import org.jspecify.annotations.Nullable;

/** Each worker in turn, in the order of their ids. Each job goes its own round, so that none of two that alternate always meets the same. */
final class RoundRobin implements Router {

    static final int MOST_JOBS = 10_000;

    private final JobMemory<WorkerId> last = new JobMemory<>(MOST_JOBS);

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        return lane.after(last.of(run));
    }

    @Override
    public void chose(LiveRun run, Lane lane, WorkerEntry worker) {
        last.put(run, worker.facts().id());
    }
}
