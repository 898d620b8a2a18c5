package io.carillon.worker.task;

import org.jspecify.annotations.Nullable;

/** A method that does the work of a job: params in, a result out, both of which have a JSON form. */
@FunctionalInterface
public interface Handler<P> {

    @Nullable
    Object run(P params, JobContext run) throws Exception;
}
