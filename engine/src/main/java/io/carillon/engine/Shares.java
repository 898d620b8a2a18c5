package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobSpec;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of memory is taken, by whom, and who may take more.
 *
 * <p>A fixed share would have to be a guess at how many take part. Instead everybody's share is measured by what is still free: a
 * job may hold an eighth of that, an app half, a namespace eight times as much. Alone, an app fills a third of memory and a
 * namespace eight ninths; of four apps that are stuck each fills a sixth, and whoever comes next still finds room. What is taken is
 * never taken back, so nobody has to be evicted.
 */
final class Shares {

    private static final int JOBS_IN_WHAT_IS_FREE = 8;
    private static final int APPS_IN_WHAT_IS_FREE = 2;
    private static final int NAMESPACE_TIMES_WHAT_IS_FREE = 8;
    private static final int ROOMS_WORTH_A_READ = 50;

    private final Map<AppName, Integer> byApp = new HashMap<>();
    private final Map<Namespace, Integer> byNamespace = new HashMap<>();
    private final int maxLiveRuns;
    private int total;

    Shares(int maxLiveRuns) {
        this.maxLiveRuns = maxLiveRuns;
    }

    void entered(LiveRun run) {
        total++;
        byApp.merge(run.spec().task().app(), 1, Integer::sum);
        byNamespace.merge(run.run().job().namespace(), 1, Integer::sum);
    }

    void left(LiveRun run) {
        total--;
        byApp.computeIfPresent(run.spec().task().app(), (_, held) -> held > 1 ? held - 1 : null);
        byNamespace.computeIfPresent(run.run().job().namespace(), (_, held) -> held > 1 ? held - 1 : null);
    }

    /** How many more runs memory takes of a band, whosever they are. */
    int free(Band band) {
        return Math.max(0, band.limit(maxLiveRuns) - total);
    }

    /** Whether a job has its share of what a band may take; if nothing is free, it is memory that is full, and not its share. */
    boolean hasItsShare(JobEntry job, JobSpec spec, Band band) {
        int free = free(band);
        return free > 0
                && (job.runs() >= shareOfJob(free)
                        || haveTheirShare(spec.task().app(), job.job().key().namespace(), free));
    }

    /**
     * How many more parts of a run may enter, of which some are in memory: as many as if it were a job of its own. What else its job
     * has in memory waits for it to end, and so must not hold up its parts.
     */
    int room(LiveRun whole, int parts) {
        int free = free(Band.of(whole.run().priority()));
        boolean none = free == 0
                || haveTheirShare(whole.spec().task().app(), whole.run().job().namespace(), free);
        return none ? 0 : Math.max(0, shareOfJob(free) - parts);
    }

    private boolean haveTheirShare(AppName app, Namespace namespace, int free) {
        return byApp.getOrDefault(app, 0) >= shareOf(free, APPS_IN_WHAT_IS_FREE)
                || byNamespace.getOrDefault(namespace, 0) >= (long) free * NAMESPACE_TIMES_WHAT_IS_FREE;
    }

    /** How many places are taken. */
    int taken() {
        return total;
    }

    /** Whether a window should be read: a read for every run that ends would cost more than it brings. */
    boolean haveRoomFor(Window window) {
        Band band = window.band();
        JobEntry job = window.job();
        int free = free(band);
        return free > band.limit(maxLiveRuns) / ROOMS_WORTH_A_READ
                && (job == null
                        || (2 * job.runs() <= shareOfJob(free)
                                && !hasItsShare(job, job.job().spec(), band)));
    }

    /** How many runs a window may bring, at least one. */
    int room(Window window) {
        int free = free(window.band());
        JobEntry job = window.job();
        return Math.max(1, job == null ? free : shareOfJob(free) - job.runs());
    }

    private static int shareOfJob(int free) {
        return shareOf(free, JOBS_IN_WHAT_IS_FREE);
    }

    private static int shareOf(int free, int parts) {
        return Math.max(1, free / parts);
    }
}
