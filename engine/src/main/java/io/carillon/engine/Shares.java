package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Namespace;
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
    boolean hasItsShare(JobEntry job, Band band) {
        int free = free(band);
        return free > 0 && job.runs() >= shareOfJob(free);
    }

    /** The same of an app, or of the namespace in which it is. */
    boolean hasItsShare(Tenant tenant, Band band) {
        int free = free(band);
        return free > 0
                && (held(tenant, band) >= shareOfApp(free)
                        || of(band).byNamespace.getOrDefault(tenant.namespace(), 0)
                                >= (long) free * NAMESPACE_TIMES_WHAT_IS_FREE);
    }

    private int held(Tenant tenant, Band band) {
        return of(band).byApp.getOrDefault(tenant.app(), 0);
    }

    /**
     * How many more parts of a run may enter, of which some are in memory: as many as if it were a job of its own. What else its job
     * has in memory waits for it to end, and so must not hold up its parts.
     */
    int room(LiveRun whole, int parts) {
        Band band = bandOf(whole);
        int free = free(band);
        boolean none = free == 0 || hasItsShare(Tenant.of(whole), band);
        return none ? 0 : Math.max(0, shareOfJob(free) - parts);
    }

    /** How many places are taken. */
    int taken() {
        return total;
    }

    /** Whether a window should be read: a read for every run that ends would cost more than it brings. */
    boolean haveRoomFor(Window window) {
        Band band = window.band();
        JobEntry job = window.job();
        Tenant tenant = job == null ? window.tenant() : Tenant.of(job);
        int free = free(band);
        return free > band.limit(maxLiveRuns) / ROOMS_WORTH_A_READ
                && (tenant == null || !hasItsShare(tenant, band))
                && (window.isOfBand() || 2 * held(window) <= share(window, free));
    }

    /** How many runs a window may bring, at least one. */
    int room(Window window) {
        return Math.max(1, share(window, free(window.band())) - held(window));
    }

    /** How many runs of a window that is not everybody's are in memory. */
    private int held(Window window) {
        JobEntry job = window.job();
        Tenant tenant = window.tenant();
        if (job != null) {
            return job.runs();
        }
        return tenant == null ? 0 : held(tenant, window.band());
    }

    private static int share(Window window, int free) {
        if (window.isOfBand()) {
            return free;
        }
        return window.job() == null ? shareOfApp(free) : shareOfJob(free);
    }

    private static int shareOfApp(int free) {
        return shareOf(free, APPS_IN_WHAT_IS_FREE);
    }

    private static int shareOfJob(int free) {
        return shareOf(free, JOBS_IN_WHAT_IS_FREE);
    }

    private static int shareOf(int free, int parts) {
        return Math.max(1, free / parts);
    }
}
