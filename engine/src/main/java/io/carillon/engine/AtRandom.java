package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/**
 * Any worker, by chance that comes from the run: each worker draws a number from it and from its own id, and the lowest wins. So the
 * core stays a function of what it hears, each attempt draws anew, and where one worker less is free the others' runs stay.
 */
final class AtRandom implements Router {

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        long attempt =
                Hashes.mixed(run.run().id().value() + Hashes.mixed(run.run().handOuts()));
        return lane.lowest(worker -> Hashes.mixed(attempt ^ worker.hash()));
    }
}
