package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/** Over those that are busy to the first that is idle; where nobody is, to the one that has least to do. */
final class BusyOver implements Router {

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        return lane.lowest(WorkerEntry::held);
    }
}
