package io.carillon.engine;

import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The worker that a run's key belongs to: the same one for as long as it is there. When a worker comes or leaves only the keys move
 * that it gains or had. The key is one of the run's params, or the name of the job; each part of a run that was split has its own.
 */
final class ConsistentHash implements Router {

    @Override
    public @Nullable WorkerEntry home(LiveRun run, Lane lane) {
        return lane.onRing(place(run), worker -> worker.takesWork() && lane.isServedBy(worker));
    }

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        return lane.first() == null
                ? null
                : lane.onRing(place(run), worker -> worker.freeSlots() > 0 && lane.isServedBy(worker));
    }

    private static long place(LiveRun run) {
        long key = Hashes.of(key(run));
        return Hashes.mixed(run.run().cause() instanceof Cause.Shard shard ? key + Hashes.mixed(shard.index()) : key);
    }

    /** A run without the param that should be its key goes where its job does. */
    private static String key(LiveRun run) {
        String param = run.spec().routing().key();
        return Optional.ofNullable(param)
                .flatMap(run.run().params()::get)
                .map(Json::text)
                .orElseGet(() -> run.run().job().toString());
    }
}
