package io.carillon.engine;

import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Instant;
import java.util.Comparator;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A request for the next live runs of some partitions, in the order of their instants and then of their ids.
 *
 * @param after the instant of the last run that was read; null from the beginning
 * @param afterId the second half of that place
 * @param through no run with a later instant
 */
public record RunWindow(
        SortedSet<Partition> partitions,
        Selection selection,
        @Nullable Instant after,
        @Nullable RunId afterId,
        Instant through,
        int limit) {

    /** The same, of some of its partitions only. */
    public RunWindow in(SortedSet<Partition> some) {
        return new RunWindow(some, selection, after, afterId, through, limit);
    }

    /** The order of what is read. */
    public Comparator<LoadedRun> order() {
        Comparator<LoadedRun> byId = Comparator.comparing(read -> read.run().id());
        return switch (selection) {
            case Selection.OfBand _ ->
                Comparator.<LoadedRun, Instant>comparing(read -> read.run().dueAt())
                        .thenComparing(byId);
            case Selection.OfJob _ ->
                Comparator.<LoadedRun, Instant>comparing(read -> read.run().scheduledAt())
                        .thenComparing(byId);
            case Selection.PartsOf _, Selection.Named _ -> byId;
        };
    }

    /** Which of the live runs are meant, and by which instant they are ordered. */
    public sealed interface Selection {

        /** A band of priorities, in the order in which its runs are due; parts of runs and the runs of some jobs are left out. */
        record OfBand(Band band, SortedSet<JobId> without) implements Selection {}

        /** What one job has in a band apart from parts of runs, in the order in which it was scheduled. */
        record OfJob(JobKey key, JobId job, Band band) implements Selection {}

        /** The parts of a run from an index on, in the order of their indices; the place and the end of the window don't matter. */
        record PartsOf(RunId run, int from) implements Selection {}

        /** Single runs, wherever they stand; the place and the end of the window don't matter. */
        record Named(SortedSet<RunId> runs) implements Selection {}
    }
}
