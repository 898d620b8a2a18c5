package io.carillon.worker.task;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Work that finds out by itself into which parts it falls: the run is split into a shard for each of these, which any worker may do, and
 * ends when all of them have.
 *
 * @param <P> what the run is asked to do
 * @param <I> what one shard is about: something whose JSON is an object, of whose members those of the run's params that it does not have
 *     are members too
 */
public interface MapHandler<P, I> {

    /** Finds the parts. If the attempt fails nothing has been split, and the next one finds them anew. */
    Collection<I> map(P params, JobContext run) throws Exception;

    /**
     * Does one of them, and returns its result. One that turns out to be several returns {@link JobContext#map} of these.
     */
    @Nullable
    Object each(I item, JobContext run) throws Exception;
}
