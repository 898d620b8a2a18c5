package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
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
import org.jspecify.annotations.Nullable;

/**
 * The windows through which memory sees the store: one for each band, and one for each job in a band that had more runs than its
 * share. Such a job is parked: its runs are read slice by slice with nobody else's among them, and those of its band are read as
 * if they were not there.
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

    /** Parked jobs that share workers and a tenant: when one has no room, the others hardly have. */
    private record Lane(Band band, Namespace namespace, AppName app) implements Comparable<Lane> {

        private static final Comparator<Lane> ORDER =
                Comparator.comparing(Lane::band).thenComparing(Lane::namespace).thenComparing(Lane::app);

        private static Lane of(Job job, Band band) {
            return new Lane(band, job.key().namespace(), job.spec().task().app());
        }

        @Override
        public int compareTo(Lane other) {
            return ORDER.compare(this, other);
        }
    }

    /** The window to which a run belongs. */
    Window of(JobId job, Priority priority) {
        Band band = Band.of(priority);
        Window own = parked.get(new Place(job, band));
        return own != null ? own : of(band);
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
                && parked.values().stream().allMatch(Window::isWhole);
    }

    /** Whether all runs of a job that are due soon are in memory, whatever their priority. */
    boolean haveReadAllOf(JobEntry job) {
        for (Band band : Band.values()) {
            Window own = parked.get(new Place(job.job().id(), band));
            if (!(own == null ? of(band) : own).isWhole()) {
                return false;
            }
        }
        return true;
    }

    int parkedJobs() {
        return parked.size();
    }

    /** Whether runs of a band wait in the store because memory is full. */
    boolean isShed(Band band) {
        return shed.contains(band);
    }

    /** Whether a run that is being recorded enters memory at once. */
    boolean takes(JobEntry job, Run run) {
        Window window = of(run.jobId(), run.priority());
        if (!window.reaches(run)) {
            window.expect(run);
            return false;
        }
        return admit(job, run, job.job().spec());
    }

    /**
     * Whether a run may enter memory. If not, it waits in the store, and so does whatever comes behind it in its window. One that is
     * done in parts doesn't ask whether its job has its share: the others of its job wait for it.
     */
    boolean admit(JobEntry job, Run run, JobSpec spec) {
        Window window = of(run.jobId(), run.priority());
        boolean overShare = !(run.state() instanceof RunState.InParts) && shares.hasItsShare(job, spec, window.band());
        if (overShare && window.job() == null) {
            park(job, window.band());
            return false;
        }
        if (overShare || shares.free(window.band()) == 0) {
            window.leave(run);
            return false;
        }
        return true;
    }

    /** Whether a run may enter memory that nobody reads in its turn. */
    boolean haveRoomFor(JobEntry job, Run run, JobSpec spec) {
        Band band = Band.of(run.priority());
        return of(run.jobId(), run.priority()).job() == null
                && shares.free(band) > 0
                && !shares.hasItsShare(job, spec, band);
    }

    /** Whether a run that is done in parts may enter memory, whatever window it turned up in. */
    boolean haveRoomFor(Run inParts) {
        return shares.free(Band.of(inParts.priority())) > 0;
    }

    /** From now on the runs of a job in a band are read by themselves, from the beginning: some of them may be in the store only. */
    private void park(JobEntry job, Band band) {
        Window window = Window.of(job, band);
        parked.put(new Place(job.job().id(), band), window);
        enqueue(window, job);
        tell(new Note.JobParked(job.job().key(), band));
    }

    /** A window whose runs are all in memory, as far as its band's are: they can be read with everybody else's again. */
    void unpark(Window window, JobEntry job) {
        JobId id = job.job().id();
        parked.remove(new Place(id, window.band()));
        leftOut(window.band()).remove(id);
        of(window.band()).forgetWhatFollows();
        tell(new Note.JobUnparked(job.job().key(), window.band()));
    }

    /**
     * The next parked job's window that is ready, the most urgent first; it is out of its lane until it is put back. The lanes of a
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

    /** Puts a window back that has been read, unless its job is not parked any more. */
    void putBack(Window window) {
        JobEntry job = window.job();
        if (job != null && parked.get(new Place(job.job().id(), window.band())) == window) {
            enqueue(window, job);
        }
    }

    /** A run of a parked job turned up in the answer to its band's read. So much of it is not worth reading again. */
    void passOver(Window window, JobId job) {
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

    void restart() {
        bands.values().forEach(Window::restart);
        parked.values().forEach(Window::restart);
    }

    /** Forgets the jobs of a partition that another node owns now. */
    void forget(Partition partition) {
        parked.keySet().removeIf(place -> place.job().partition().equals(partition));
        leftOut.values().forEach(out -> out.removeIf(job -> job.partition().equals(partition)));
        lanes.values().forEach(lane -> lane.removeIf(window -> isOf(partition, window)));
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

    private void enqueue(Window window, JobEntry job) {
        lanes.computeIfAbsent(Lane.of(job.job(), window.band()), _ -> new ArrayDeque<>())
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
