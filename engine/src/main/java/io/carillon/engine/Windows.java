package io.carillon.engine;

import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The windows through which memory sees the store: one for each band, and one for each job and each tenant that had more runs in a
 * band than its share. These are parked: their runs are read slice by slice, and those of their band are read as if they were not
 * there. What a parked job has is not its tenant's any more.
 */
final class Windows {

    private static final int MAX_LEFT_OUT = 500;
    private static final int WORTH_LEAVING_OUT = 100;
    private static final int MAX_TOLD = 1_000;
    private static final int LOOKED_AT = 32;

    private final Map<Band, Window> bands = new EnumMap<>(Band.class);
    private final Map<Band, Set<JobId>> leftOut = new EnumMap<>(Band.class);
    private final Set<Band> shed = EnumSet.noneOf(Band.class);
    private final TreeMap<Place, Window> parked = new TreeMap<>();
    private final TreeMap<Lane, Window> crowded = new TreeMap<>();
    private final TreeMap<Lane, ArrayDeque<Window>> lanes = new TreeMap<>();
    private final Map<Band, Lane> lastServed = new EnumMap<>(Band.class);
    private final Shares shares;
    private final GroupCommit commit;

    Windows(Shares shares, GroupCommit commit) {
        this.shares = shares;
        this.commit = commit;
        for (Band band : Band.values()) {
            bands.put(band, Window.of(band));
            leftOut.put(band, new TreeSet<>());
        }
    }

    private record Place(JobId job, Band band) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int byJob = job.compareTo(other.job);
            return byJob != 0 ? byJob : band.compareTo(other.band);
        }
    }

    /** Where the parked windows of a tenant wait, its jobs' among them: when one has no room, the others hardly have. */
    private record Lane(Band band, Tenant tenant) implements Comparable<Lane> {

        private static final Comparator<Lane> ORDER =
                Comparator.comparing(Lane::band).thenComparing(Lane::tenant);

        @Override
        public int compareTo(Lane other) {
            return ORDER.compare(this, other);
        }
    }

    /** The window to which a run belongs. */
    Window of(Run run, JobSpec spec) {
        Band band = Band.of(run.priority());
        Window ofJob = parked.get(new Place(run.jobId(), band));
        if (ofJob != null) {
            return ofJob;
        }
        Window ofTenant = crowded.get(new Lane(band, Tenant.of(run, spec)));
        return ofTenant != null ? ofTenant : of(band);
    }

    Window of(Band band) {
        Window window = bands.get(band);
        if (window == null) {
            throw new IllegalStateException("band " + band + " has no window");
        }
        return window;
    }

    /** The bands, the most urgent first. */
    Collection<Window> ofBands() {
        return bands.values();
    }

    /** Whether memory holds whatever is due soon, of parked jobs too. */
    boolean areWhole() {
        return bands.values().stream().allMatch(Window::isWhole)
                && crowded.values().stream().allMatch(Window::isWhole)
                && parked.values().stream().allMatch(Window::isWhole);
    }

    /** Whether all runs of a job that are due soon are in memory, whatever their priority. */
    boolean haveReadAllOf(JobEntry job) {
        for (Band band : Band.values()) {
            Window own = parked.get(new Place(job.job().id(), band));
            boolean whole = own != null ? own.isWhole() : around(job, band).allMatch(Window::isWhole);
            if (!whole) {
                return false;
            }
        }
        return true;
    }

    /** How far those windows reach of which a parked one would be a part again. */
    Instant reachAround(Window window) {
        JobEntry job = window.job();
        Stream<Window> around = job == null ? Stream.of(of(window.band())) : around(job, window.band());
        return around.map(Window::loadedThrough).max(Comparator.naturalOrder()).orElse(Instant.MIN);
    }

    /**
     * Where a job's runs may stand that has no window of its own. Once its definition has changed, some may have been made for another
     * app than the next ones.
     */
    private Stream<Window> around(JobEntry job, Band band) {
        var tenant = Tenant.of(job);
        boolean changed = job.job().version() > 1;
        Stream<Window> tenants = crowded.entrySet().stream()
                .filter(each -> each.getKey().band() == band)
                .filter(each -> each.getKey().tenant().equals(tenant)
                        || (changed && each.getKey().tenant().namespace().equals(tenant.namespace())))
                .map(Map.Entry::getValue);
        return Stream.concat(Stream.of(of(band)), tenants);
    }

    int parkedJobs() {
        return parked.size();
    }

    int parkedApps() {
        return crowded.size();
    }

    /** Whether runs of a band wait in the store because memory is full. */
    boolean isShed(Band band) {
        return shed.contains(band);
    }

    /** Whether a run that is being recorded enters memory at once. */
    boolean takes(JobEntry job, Run run) {
        JobSpec spec = job.job().spec();
        Window window = of(run, spec);
        if (!window.reaches(run)) {
            window.expect(run);
            return false;
        }
        return admit(window, job, run, spec);
    }

    /**
     * Whether a run may enter memory that belongs to a window. If not, it waits in the store, and so does whatever comes behind it in its window. One that is
     * done in parts doesn't ask whether its job has its share: the others of its job wait for it.
     */
    boolean admit(Window window, JobEntry job, Run run, JobSpec spec) {
        Band band = window.band();
        Tenant tenant = Tenant.of(run, spec);
        boolean asks = !(run.state() instanceof RunState.InParts);
        boolean jobHasItsShare = asks && shares.hasItsShare(job, band);
        boolean tenantHasItsShare = asks && shares.hasItsShare(tenant, band);
        if (jobHasItsShare && window.job() == null) {
            park(job, band);
            return false;
        }
        if (tenantHasItsShare && window.isOfBand()) {
            park(tenant, window).leave(run);
            return false;
        }
        if (jobHasItsShare || tenantHasItsShare || shares.free(band) == 0) {
            window.leave(run);
            return false;
        }
        return true;
    }

    /** Whether a run may enter memory that nobody reads in its turn. */
    boolean haveRoomFor(JobEntry job, Run run, JobSpec spec) {
        Band band = Band.of(run.priority());
        return of(run, spec).isOfBand()
                && shares.free(band) > 0
                && !shares.hasItsShare(job, band)
                && !shares.hasItsShare(Tenant.of(run, spec), band);
    }

    /** Whether a run that is done in parts may enter memory, whatever window it turned up in. */
    boolean haveRoomFor(Run inParts) {
        return shares.free(Band.of(inParts.priority())) > 0;
    }

    /** From now on the runs of a job in a band are read by themselves, from the beginning: some of them may be in the store only. */
    private void park(JobEntry job, Band band) {
        Window window = Window.of(job, band);
        parked.put(new Place(job.job().id(), band), window);
        enqueue(window, Tenant.of(job));
        tell(new Note.JobParked(job.job().key(), band));
    }

    /** From now on what a tenant has in a band is read by itself, from where its band stands. */
    private Window park(Tenant tenant, Window ofBand) {
        Window window = ofBand.standIn(tenant);
        crowded.put(new Lane(window.band(), tenant), window);
        enqueue(window, tenant);
        commit.now(new Effect.Tell(new Note.AppParked(tenant.namespace(), tenant.app(), window.band())));
        return window;
    }

    /** A window whose runs are all in memory, as far as those around it reach: they can be read with everybody else's again. */
    void unpark(Window window) {
        JobEntry job = window.job();
        Tenant tenant = window.tenant();
        if (job != null) {
            JobId id = job.job().id();
            parked.remove(new Place(id, window.band()));
            leftOut(window.band()).remove(id);
            tell(new Note.JobUnparked(job.job().key(), window.band()));
        } else if (tenant != null) {
            crowded.remove(new Lane(window.band(), tenant));
            tellUnparked(tenant, window.band());
        }
        of(window.band()).forgetWhatFollows();
    }

    private void tellUnparked(Tenant tenant, Band band) {
        commit.now(new Effect.Tell(new Note.AppUnparked(tenant.namespace(), tenant.app(), band)));
    }

    /**
     * The next parked window that is ready, the most urgent first; it is out of its lane until it is put back. The lanes of a
     * band take turns: the backlog of one would never end for the others.
     */
    @Nullable
    Window takeReady(Predicate<Window> isReady) {
        for (Band band : Band.values()) {
            for (Lane lane : inTurn(band)) {
                Window ready = takeReady(lane, isReady);
                if (ready != null) {
                    lastServed.put(band, lane);
                    return ready;
                }
            }
        }
        return null;
    }

    private List<Lane> inTurn(Band band) {
        List<Lane> ofBand =
                lanes.keySet().stream().filter(lane -> lane.band() == band).toList();
        Lane last = lastServed.get(band);
        if (last == null) {
            return ofBand;
        }
        var inTurn = new ArrayList<Lane>();
        ofBand.stream().filter(lane -> lane.compareTo(last) > 0).forEach(inTurn::add);
        ofBand.stream().filter(lane -> lane.compareTo(last) <= 0).forEach(inTurn::add);
        return inTurn;
    }

    /** Puts a window back that has been read, unless it is not parked any more. */
    void putBack(Window window) {
        JobEntry job = window.job();
        Tenant tenant = window.tenant();
        if (job != null && parked.get(new Place(job.job().id(), window.band())) == window) {
            enqueue(window, Tenant.of(job));
        } else if (tenant != null && crowded.get(new Lane(window.band(), tenant)) == window) {
            enqueue(window, tenant);
        }
    }

    /** A run of a parked window turned up in the answer to another's read. So much of one job is not worth reading again. */
    void passOver(Window window, JobId job) {
        if (window.job() == null) {
            return;
        }
        window.passOver();
        Set<JobId> out = leftOut(window.band());
        if (window.passedOver() >= WORTH_LEAVING_OUT && out.size() < MAX_LEFT_OUT) {
            out.add(job);
        }
    }

    RunWindow.Selection selection(Window window) {
        JobEntry job = window.job();
        return job == null
                ? new RunWindow.Selection.OfBand(window.band(), new TreeSet<>(leftOut(window.band())))
                : new RunWindow.Selection.OfJob(job.job().key(), job.job().id(), window.band());
    }

    /** Says so when a band begins or ends to wait in the store. */
    void note(Window ofBand, boolean waits) {
        Band band = ofBand.band();
        if (waits ? shed.add(band) : shed.remove(band)) {
            commit.now(new Effect.Tell(waits ? new Note.BandShed(band) : new Note.BandResumed(band)));
        }
    }

    /** Begins anew. Tenants begin with their bands: one by one each would read through the backlogs of the others. */
    void restart() {
        crowded.keySet().forEach(lane -> tellUnparked(lane.tenant(), lane.band()));
        crowded.clear();
        takeOut(window -> window.tenant() != null);
        bands.values().forEach(Window::restart);
        parked.values().forEach(Window::restart);
    }

    /** Forgets the jobs of a partition that another node owns now. */
    void forget(Partition partition) {
        parked.keySet().removeIf(place -> place.job().partition().equals(partition));
        leftOut.values().forEach(out -> out.removeIf(job -> job.partition().equals(partition)));
        takeOut(window -> isOf(partition, window));
    }

    private void takeOut(Predicate<Window> gone) {
        lanes.values().forEach(lane -> lane.removeIf(gone));
        lanes.values().removeIf(ArrayDeque::isEmpty);
    }

    private @Nullable Window takeReady(Lane key, Predicate<Window> isReady) {
        ArrayDeque<Window> lane = lanes.getOrDefault(key, new ArrayDeque<>());
        for (int i = Math.min(lane.size(), LOOKED_AT); i > 0; i--) {
            Window next = lane.removeFirst();
            if (isReady.test(next)) {
                if (lane.isEmpty()) {
                    lanes.remove(key);
                }
                return next;
            }
            lane.addLast(next);
        }
        return null;
    }

    private static boolean isOf(Partition partition, Window window) {
        return window.job() != null && window.job().partition().equals(partition);
    }

    private void enqueue(Window window, Tenant tenant) {
        lanes.computeIfAbsent(new Lane(window.band(), tenant), _ -> new ArrayDeque<>())
                .addLast(window);
    }

    /** When very many jobs are parked, how many says more than their names. */
    private void tell(Note note) {
        if (parked.size() <= MAX_TOLD) {
            commit.now(new Effect.Tell(note));
        }
    }

    private Set<JobId> leftOut(Band band) {
        return leftOut.computeIfAbsent(band, _ -> new TreeSet<>());
    }
}
