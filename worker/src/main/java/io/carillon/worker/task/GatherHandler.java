package io.carillon.worker.task;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Work that falls into parts, and whose result is made of theirs.
 *
 * @param <R> what a part comes to
 */
public interface GatherHandler<P, I, R> extends MapHandler<P, I> {

    /**
     * Makes the result of the run, once all of its shards have succeeded: in an attempt of its own, which is tried again by itself.
     *
     * @param results those of the shards in their order, without those that have none; they are fetched as the stream is read
     */
    @Nullable
    Object gather(P params, Stream<R> results, JobContext run) throws Exception;
}
