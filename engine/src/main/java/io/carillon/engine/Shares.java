package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobSpec;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of memory is taken, by whom, and who may take more.
 *
 * <p>A fixed share would have to be a guess at how many take part. Instead everybody's share is measured by what is still free: a
 * job may hold an eighth of that, an app half, a namespace eight times as much. Alone, an app fills a third of memory and a
 * namespace eight ninths; of four apps that are stuck each fills a sixth, and whoever comes next still finds room. What is taken is
 * never taken back, so nobody has to be evicted.
 *
 * <p>Each band is shared out by itself, and less urgent ones keep a few places that no other gets: a backlog of what is more urgent,
 * which may last for ever, does not keep them out of memory and so away from workers that are idle.
 */
final class Shares {

    private static final int JOBS_IN_WHAT_IS_FREE = 8;
    private static final int APPS_IN_WHAT_IS_FREE = 2;
    private static final int NAMESPACE_TIMES_WHAT_IS_FREE = 8;
    private static final int ROOMS_WORTH_A_READ = 50;

    private final Map<Band, Taken> byBand = new EnumMap<>(Band.class);
    private final int maxLiveRuns;
    private int total;

    Shares(int maxLiveRuns) {
        this.maxLiveRuns = maxLiveRuns;
        for (Band band : Band.values()) {
            byBand.put(band, new Taken());
        }
    }

    private static final class Taken {

        private final Map<AppName, Integer> byApp = new HashMap<>();
        private final Map<Namespace, Integer> byNamespace = new HashMap<>();
        private int total;
    }

    void entered(LiveRun run) {
        Taken taken = of(bandOf(run));
        total++;
        taken.total++;
        taken.byApp.merge(run.spec().task().app(), 1, Integer::sum);
        taken.byNamespace.merge(run.run().job().namespace(), 1, Integer::sum);
    }

    void left(LiveRun run) {
        Taken taken = of(bandOf(run));
        total--;
        taken.total--;
        taken.byApp.computeIfPresent(run.spec().task().app(), (_, held) -> held > 1 ? held - 1 : null);
        taken.byNamespace.computeIfPresent(run.run().job().namespace(), (_, held) -> held > 1 ? held - 1 : null);
    }

    /** How many more runs memory takes of a band, whosever they are. */
    int free(Band band) {
        int keptForOthers = 0;
        for (Band other : Band.values()) {
            keptForOthers += other == band ? 0 : keptFree(other);
        }
        int shared = Math.min(band.limit(maxLiveRuns), maxLiveRuns - keptForOthers) - total;
        return Math.max(keptFree(band), shared);
    }

    /** How many of the places that are kept for a band it has not taken. */
    private int keptFree(Band band) {
        return Math.max(0, band.kept(maxLiveRuns) - of(band).total);
    }

    private Taken of(Band band) {
        Taken taken = byBand.get(band);
        if (taken == null) {
            throw new IllegalStateException("nobody counts what band " + band + " has taken");
        }
        return taken;
    }

    private static Band bandOf(LiveRun run) {
        return Band.of(run.run().priority());
    }

    /** Whether a job has its share of what a band may take; if nothing is free, it is memory that is full, and not its share. */
    boolean hasItsShare(JobEntry job, JobSpec spec, Band band) {
        int free = free(band);
        return free > 0
                && (job.runs() >= shareOfJob(free)
                        || haveTheirShare(
                                band, spec.task().app(), job.job().key().namespace()));
    }

    /**
     * How many more parts of a run may enter, of which some are in memory: as many as if it were a job of its own. What else its job
     * has in memory waits for it to end, and so must not hold up its parts.
     */
    int room(LiveRun whole, int parts) {
        Band band = bandOf(whole);
        int free = free(band);
        boolean none = free == 0
                || haveTheirShare(
                        band, whole.spec().task().app(), whole.run().job().namespace());
        return none ? 0 : Math.max(0, shareOfJob(free) - parts);
    }

    private boolean haveTheirShare(Band band, AppName app, Namespace namespace) {
        Taken taken = of(band);
        int free = free(band);
        return taken.byApp.getOrDefault(app, 0) >= shareOf(free, APPS_IN_WHAT_IS_FREE)
                || taken.byNamespace.getOrDefault(namespace, 0) >= (long) free * NAMESPACE_TIMES_WHAT_IS_FREE;
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
