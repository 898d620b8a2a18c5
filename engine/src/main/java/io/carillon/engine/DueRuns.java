package io.carillon.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Runs of partitions that were taken over which are due, or will be soon, in the order in which they are.
 *
 * @param through there are no others that are due by then; {@link Instant#MIN} if there are more
 */
public record DueRuns(List<LoadedRun> runs, Instant through) {

    private static final Comparator<LoadedRun> ORDER = Comparator.<LoadedRun, Instant>comparing(
                    read -> read.run().dueAt())
            .thenComparing(read -> read.run().id());

    /** None were read. */
    public static final DueRuns UNREAD = new DueRuns(List.of(), Instant.MIN);

    public DueRuns {
        runs = runs.stream().sorted(ORDER).toList();
    }
}
