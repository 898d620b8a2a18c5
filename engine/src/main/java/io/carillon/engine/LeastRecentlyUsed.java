package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/** The worker that has been without a run of this job for longest; before all others one that never had any. */
final class LeastRecentlyUsed implements Router {

    static final int MOST_JOBS = 500;

    private final JobMemory<Tally> uses = new JobMemory<>(MOST_JOBS);
    private long lastUse;

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        Tally used = uses.of(run, Tally::new);
        return lane.lowest(worker -> used.of(worker, 0));
    }

    @Override
    public void chose(LiveRun run, Lane lane, WorkerEntry worker) {
        uses.of(run, Tally::new).put(lane, worker, ++lastUse);
    }
}
