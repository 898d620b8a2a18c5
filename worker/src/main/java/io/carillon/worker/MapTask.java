package io.carillon.worker;

import io.carillon.worker.task.Codec;
import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.MapHandler;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;

/** A handler that splits its runs, as a task type: each phase of a run is a handler for itself. */
final class MapTask implements TaskType {

    private final TaskType whole;
    private final TaskType shard;
    private final TaskType gather;

    private MapTask(TaskType whole, TaskType shard, TaskType gather) {
        this.whole = whole;
        this.shard = shard;
        this.gather = gather;
    }

    static <P, I> TaskType of(String name, Class<P> params, Class<I> item, MapHandler<P, I> handler, Codec codec) {
        var whole = new HandlerTask<>(name, params, (what, run) -> run.map(handler.map(what, run)), codec);
        // What such a handler has split is never gathered, unless an older version of it asked for that.
        return new MapTask(whole, new HandlerTask<>(name, item, handler::each, codec), whole);
    }

    static <P, I, R> TaskType of(
            String name, Class<P> params, Class<I> item, Class<R> result, GatherHandler<P, I, R> handler, Codec codec) {
        return new MapTask(
                new HandlerTask<>(name, params, (what, run) -> run.mapAndGather(handler.map(what, run)), codec),
                new HandlerTask<>(name, item, handler::each, codec),
                new HandlerTask<>(name, params, (what, run) -> handler.gather(what, run.results(result), run), codec));
    }

    @Override
    public String type() {
        return whole.type();
    }

    @Override
    public TaskOutcome run(String settingsJson, JobContext run) throws Exception {
        var task = switch (run.phase()) {
            case WHOLE -> whole;
            case SHARD -> shard;
            case GATHER -> gather;
        };
        return task.run(settingsJson, run);
    }
}
