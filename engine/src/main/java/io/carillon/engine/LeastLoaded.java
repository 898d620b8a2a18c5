package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/** The worker with the most room: its free slots, weighted with what is left of its machine. Crews keep their workers in that order. */
final class LeastLoaded implements Router {

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        return lane.leastLoaded();
    }

    @Override
    public @Nullable Integer weighed(WorkerEntry worker) {
        return worker.load().isKnown() ? WorkerLoad.WHOLE - worker.load().room() : null;
    }
}
