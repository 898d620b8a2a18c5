package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/**
 * Chooses a worker for a run by one strategy. All workers of the lane can do the run and have the labels that it asks for; a router
 * looks at those with a free slot.
 */
interface Router {

    /** The one worker that a run waits for while it is there; null if there is none, or any will do. */
    default @Nullable WorkerEntry home(LiveRun run, Lane lane) {
        return null;
    }

    /** The worker to hand the run to; null if none is free. Choosing changes nothing. */
    @Nullable
    WorkerEntry choose(LiveRun run, Lane lane);

    /** How busy the worker's machine is, in thousandths, if that counted; null if it did not or is not known. */
    default @Nullable Integer weighed(WorkerEntry worker) {
        return null;
    }

    /** The run goes to this worker: what later choices depend on is remembered here. */
    default void chose(LiveRun run, Lane lane, WorkerEntry worker) {}
}
