package io.carillon.worker;

import io.carillon.worker.task.Codec;
import io.carillon.worker.task.Handler;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;

/** A handler as a task type: its params come as an object, its result goes as one. */
final class HandlerTask<P> implements TaskType {

    static final String PREFIX = "handler:";

    private final String name;
    private final Class<P> paramsType;
    private final Handler<P> handler;
    private final Codec codec;

    HandlerTask(String name, Class<P> paramsType, Handler<P> handler, Codec codec) {
        this.name = name;
        this.paramsType = paramsType;
        this.handler = handler;
        this.codec = codec;
    }

    @Override
    public String type() {
        return PREFIX + name;
    }

    @Override
    public TaskOutcome run(String settingsJson, JobContext run) throws Exception {
        P params;
        try {
            params = codec.read(run.paramsJson(), paramsType);
        } catch (IllegalArgumentException unfit) {
            return TaskOutcome.failedForGood(
                    "INVALID_PARAMS", "the params are no " + paramsType.getSimpleName() + ": " + unfit.getMessage());
        }
        var result = handler.run(params, run);
        if (result instanceof TaskOutcome outcome) {
            return outcome;
        }
        return result == null ? TaskOutcome.succeeded() : written(result);
    }

    /** The work is done by now, and a failure that could be tried again would have it done again. */
    private TaskOutcome written(Object result) {
        try {
            return TaskOutcome.succeeded(codec.write(result));
        } catch (IllegalArgumentException unfit) {
            return TaskOutcome.failedForGood("INVALID_RESULT", "the result has no JSON form: " + unfit.getMessage());
        }
    }
}
