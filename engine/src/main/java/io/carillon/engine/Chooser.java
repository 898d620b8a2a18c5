package io.carillon.engine;

import io.carillon.model.run.Choice;
import org.jspecify.annotations.Nullable;

/** Chooses the worker for a run by its job's strategy, and says why. */
final class Chooser {

    private final Routers routers;

    Chooser(Routers routers) {
        this.routers = routers;
    }

    record Chosen(WorkerEntry worker, Choice choice) {}

    /** Of several that are as good, one on which the latest attempt came to nothing is not tried again. */
    Chosen choose(LiveRun run, Lane lane) {
        Router router = routers.of(run);
        WorkerEntry own = lane.own();
        WorkerEntry usual = own != null ? own : router.choose(run, lane);
        WorkerEntry tried = run.tried();
        WorkerEntry other = tried != null && tried == usual && own == null
                ? lane.without(tried, () -> router.choose(run, lane))
                : null;
        WorkerEntry chosen = other != null ? other : usual;
        if (chosen == null || chosen.freeSlots() <= 0) {
            throw new IllegalStateException("no worker has a slot for " + run.run());
        }
        router.chose(run, lane, chosen);
        WorkerEntry preferred = other != null ? tried : own != null ? own : router.home(run, lane);
        return new Chosen(chosen, choice(run, lane, chosen, preferred));
    }

    private Choice choice(LiveRun run, Lane lane, WorkerEntry chosen, @Nullable WorkerEntry preferred) {
        return new Choice(
                run.spec().routing().strategy(),
                lane.suitableWorkers(),
                chosen.freeSlots(),
                routers.of(run).weighed(chosen),
                preferred == null || preferred == chosen
                        ? null
                        : preferred.facts().id());
    }
}
