package io.carillon.engine;

import org.jspecify.annotations.Nullable;

/**
 * The worker that got the fewest runs of this job. One that comes later gets its first at once and counts from there as if it had had
 * as many as the others: it need not make up for what they did before it came.
 */
final class LeastFrequentlyUsed implements Router {

    static final int MOST_JOBS = 500;

    private final JobMemory<Tally> counts = new JobMemory<>(MOST_JOBS);

    @Override
    public @Nullable WorkerEntry choose(LiveRun run, Lane lane) {
        Tally count = counts.of(run, Tally::new);
        return lane.lowest(worker -> count.of(worker, -1));
    }

    @Override
    public void chose(LiveRun run, Lane lane, WorkerEntry worker) {
        Tally count = counts.of(run, Tally::new);
        count.put(lane, worker, count.has(worker) ? count.of(worker, 0) + 1 : fewest(lane, count));
    }

    private static long fewest(Lane lane, Tally count) {
        return lane.workers()
                .filter(count::has)
                .mapToLong(worker -> count.of(worker, 0))
                .min()
                .orElse(1);
    }
}
