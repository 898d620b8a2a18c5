package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/** The first healthy worker in the order of their ids; the others stand by. An attempt that failed there is tried again by the next. */
final class Failover implements Router {

    @Override
    public @Nullable WorkerEntry home(LiveRun run, Lane lane) {
        WorkerEntry tried = run.tried();
        WorkerEntry standBy = lane.firstOf(worker -> worker.takesWork() && worker != tried);
        return standBy != null ? standBy : lane.firstOf(WorkerEntry::takesWork);
    }

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        return lane.first();
    }
}
