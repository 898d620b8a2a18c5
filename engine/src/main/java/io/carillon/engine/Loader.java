package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.job.Misfire;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.Schedules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads recorded runs into memory, one read at a time: those that somebody speaks of at once, the others window by window, the most
 * urgent band first and the parked windows in turn with it. Where there is no room, the backlog waits in the store.
 */
final class Loader {

    private static final int SLICE = 5_000;

    private final Intake intake;
    private final Lookup lookup;
    private final Runs runs;
    private final Windows windows;
    private final Shares shares;
    private final Families families;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final Settings settings;
    private final Patience patience;
    private @Nullable RunWindow asked;
    private @Nullable Window target;
    private @Nullable Family ofFamily;
    private Instant notBefore = Instant.MIN;
    private boolean reading;
    private boolean resting;
    private boolean lookingAhead;
    private boolean parkedTurn;
    private boolean windowsTurn;
    private Instant knownBefore = Instant.MIN;
    private Instant knownThrough = Instant.MAX;

    Loader(Memory memory, Partitions partitions, Jobs jobs, GroupCommit commit, Settings settings) {
        this.runs = memory.runs();
        this.windows = memory.windows();
        this.shares = memory.shares();
        this.families = memory.families();
        this.intake = new Intake(runs, jobs, partitions, windows, new Withdrawer(runs, partitions, commit), settings);
        this.lookup = new Lookup(partitions);
        this.partitions = partitions;
        this.commit = commit;
        this.settings = settings;
        this.patience = new Patience(settings.recoveryGrace().multipliedBy(2));
    }

    /** The parts of memory that hold runs. */
    record Memory(Runs runs, Windows windows, Shares shares, Families families) {}

    /** Begins anew: other partitions are owned now, and {@link #arrived} says what came with the last of them. */
    void restart(Instant now) {
        Instant known = windows.areWhole() ? Instant.MAX : knownThrough;
        knownBefore = known.isAfter(knownBefore) ? known : knownBefore;
        knownThrough = Instant.MIN;
        patience.restart(now);
        windows.restart();
        intake.restart();
        asked = null;
    }

    /**
     * Takes what was read with the jobs of partitions that have been opened: their fires need not wait until the windows have been read
     * again, which are about everybody's runs.
     */
    void arrived(DueRuns due, Instant now) {
        if (!due.runs().isEmpty()) {
            intake.begin(now);
        }
        boolean all = true;
        for (LoadedRun loaded : due.runs()) {
            all &= intake.takeIfRoom(loaded, now);
        }
        knownThrough = !all ? Instant.MIN : due.through().isBefore(knownBefore) ? due.through() : knownBefore;
        knownBefore = Instant.MIN;
    }

    /** Whether every run that could be on a worker is in memory. */
    boolean hasReadAll() {
        return windows.areWhole() && families.areWhole();
    }

    /**
     * Whether runs of the same job that a former owner left behind may still have to be read, of whatever priority. A backlog that
     * memory can't hold is not waited for: it would hold up the job for as long as it lasts. A store that has not answered yet is.
     */
    boolean mayHaveMoreOf(LiveRun run, Instant now) {
        return partitions.hadOwner(run.partition())
                && !patience.isOver(partitions.takenAt(run.partition()), now)
                && !now.isBefore(knownThrough)
                && !windows.haveReadAllOf(run.job());
    }

    /** Whether a run of ours that is not in memory is known to have ended. If not, it can be looked up. */
    boolean hasEnded(RunId run) {
        return lookup.hasEnded(run);
    }

    /** Whether no worker can have an attempt of a run of ours that is not in memory. If not, it can be looked up. */
    boolean hasNoAttempt(RunId run) {
        return lookup.hasNoAttempt(run);
    }

    /** Reads a run that somebody speaks of, wherever in the backlog it stands. */
    void lookUp(RunId run) {
        lookup.want(run);
    }

    /** Before a step records anything: what is due soon enters memory at once where the store is known to hold nothing before it. */
    void moveOn(Instant now) {
        Instant through = now.plus(settings.loadAhead());
        windows.ofBands().forEach(band -> band.moveOn(through));
    }

    /** Asks for the next runs if it is time. The read begins after everything that was written so far is durable. */
    void read(Instant now) {
        lookup.settle();
        families.takeMissing().forEach(lookup::want);
        if (!reading && !partitions.isEmpty() && !now.isBefore(notBefore)) {
            resting = false;
            RunWindow.Selection named = lookup.next();
            if (named != null) {
                ask(new RunWindow(partitions.all(), named, null, null, now, SLICE));
            } else {
                askNext(now);
            }
        }
        for (Window band : windows.ofBands()) {
            windows.note(band, !band.isWhole() && !shares.haveRoomFor(band));
        }
    }

    /** When the next read of a band is wanted; null while one is under way, memory is full or nothing is owned. */
    @Nullable
    Instant dueForReading() {
        if (reading || partitions.isEmpty()) {
            return null;
        }
        if (resting) {
            return notBefore;
        }
        Instant earliest = null;
        for (Window band : windows.ofBands()) {
            Instant due = dueOf(band);
            if (due != null && (earliest == null || due.isBefore(earliest))) {
                earliest = due;
            }
        }
        return earliest;
    }

    void failed(Instant now) {
        Window read = ended();
        if (ofFamily != null) {
            families.changed(ofFamily);
            ofFamily = null;
        }
        if (read != null && !lookingAhead) {
            read.readInPart(List.of());
            windows.putBack(read);
        }
        rest(now);
        runs.endReading();
    }

    /**
     * Takes what was read. An answer from before other partitions were taken is void: it knows nothing of them.
     *
     * @param trusted whether this node is certainly the owner still: what another has recorded since may stand in its plans, so that
     *     nobody else may take what is not there for what has ended
     */
    void loaded(Event.Loaded answer, boolean trusted, Instant now) {
        Window read = ended();
        boolean valid = answer.window().equals(asked);
        if (valid) {
            intake.begin(now);
        }
        if (valid && read != null) {
            patience.heard(now);
        }
        if (ofFamily != null) {
            take(ofFamily, valid ? answer.runs() : null, now);
            ofFamily = null;
        } else if (read == null) {
            if (valid && answer.window().selection() instanceof RunWindow.Selection.Named named) {
                answer.runs().forEach(loaded -> intake.take(loaded, now));
                if (trusted) {
                    lookup.answered(named);
                } else {
                    rest(now);
                }
            }
        } else if (lookingAhead) {
            if (valid) {
                read.lookedAhead(answer.runs());
            }
        } else if (valid) {
            take(read, answer, now);
        } else {
            read.readInVain();
            windows.putBack(read);
        }
        runs.endReading();
        intake.tidy(now);
    }

    /** Runs in parts and everything else take turns, so that neither waits for the end of the other's backlog. */
    private void askNext(Instant now) {
        Window next = windowsTurn ? next(now) : null;
        Family family = next == null ? families.nextStarving() : null;
        windowsTurn = family != null;
        if (family != null && family.whole() != null) {
            ask(family, family.whole(), now);
            return;
        }
        next = next == null ? next(now) : next;
        if (next != null) {
            ask(next, now);
        }
    }

    private @Nullable Window ended() {
        Window read = target;
        target = null;
        reading = false;
        return read;
    }

    /** Bands and parked windows take turns, so that neither waits for the end of the other's backlog. */
    private @Nullable Window next(Instant now) {
        Window parked = parkedTurn ? windows.takeReady(shares::haveRoomFor) : null;
        parkedTurn = false;
        if (parked != null) {
            return parked;
        }
        Window band = nextBand(now);
        parkedTurn = band != null;
        return band == null ? windows.takeReady(shares::haveRoomFor) : band;
    }

    /** What comes in an hour is looked up when nothing is read that may be due by now. */
    private @Nullable Window nextBand(Instant now) {
        Window lookingAhead = null;
        for (Window band : windows.ofBands()) {
            Instant due = dueOf(band);
            if (due != null && !due.isAfter(now)) {
                if (!band.wantsLookAhead()) {
                    return band;
                }
                lookingAhead = lookingAhead == null ? band : lookingAhead;
            }
        }
        return lookingAhead;
    }

    private @Nullable Instant dueOf(Window band) {
        if (!shares.haveRoomFor(band)) {
            return null;
        }
        Instant due = band.dueForReading(settings.loadAhead());
        return due.equals(Instant.MAX) ? null : due;
    }

    /**
     * What a parked window has in memory must reach as far as its band, or the two could never be read as one again; and a band of which
     * the store holds nothing moves on while the answer is on its way.
     */
    private void ask(Window window, Instant now) {
        target = window;
        lookingAhead = window.wantsLookAhead();
        if (lookingAhead) {
            window.beginLookingAhead();
            ask(new RunWindow(
                    partitions.all(), windows.selection(window), window.after(), window.afterId(), Instant.MAX, 1));
            return;
        }
        Duration margin =
                window.isOfBand() ? Duration.ZERO : settings.loadAhead().dividedBy(2);
        Instant ahead = now.plus(settings.loadAhead()).plus(margin);
        Instant reached = windows.reachAround(window);
        Instant through = reached.isAfter(ahead) ? reached : ahead;
        window.beginReading(through);
        ask(new RunWindow(
                partitions.all(),
                windows.selection(window),
                window.after(),
                window.afterId(),
                through,
                Math.min(SLICE, shares.room(window))));
    }

    private void ask(Family family, LiveRun whole, Instant now) {
        ofFamily = family;
        int limit = Math.min(SLICE, families.room(whole));
        ask(new RunWindow(
                partitions.all(),
                new RunWindow.Selection.PartsOf(family.run(), family.firstNotEnded()),
                null,
                null,
                now,
                limit));
    }

    private void ask(RunWindow wanted) {
        reading = true;
        runs.beginReading();
        asked = wanted;
        commit.afterAll(new Effect.Load(wanted));
    }

    private void take(Window window, Event.Loaded answer, Instant now) {
        List<LoadedRun> read = answer.runs();
        int placed = 0;
        while (placed < read.size() && intake.place(read.get(placed), window, now)) {
            placed++;
        }
        if (placed == read.size() && placed < answer.window().limit()) {
            window.readThrough(answer.window().through(), read.isEmpty());
        } else {
            window.readInPart(read.subList(0, placed));
        }
        if (placed == 0 && !read.isEmpty()) {
            rest(now);
        }
        unparkOrPutBack(window);
    }

    /** Takes as many parts of a run as there is room for; what finds none is read again when these have ended. */
    private void take(Family family, @Nullable List<LoadedRun> parts, Instant now) {
        for (LoadedRun part : parts == null ? List.<LoadedRun>of() : parts) {
            if (families.mayEnter(family)) {
                intake.take(part, now);
            }
        }
        if (parts != null && family.isStarved()) {
            families.doubt(family);
        } else {
            families.changed(family);
        }
    }

    private void unparkOrPutBack(Window window) {
        if (!window.isOfBand()
                && window.isWhole()
                && shares.haveRoomFor(window)
                && !window.loadedThrough().isBefore(windows.reachAround(window))) {
            windows.unpark(window);
        } else {
            windows.putBack(window);
        }
    }

    private void rest(Instant now) {
        resting = true;
        notBefore = now.plus(settings.commitRetry());
    }

    /** Whether a recorded fire came too late to be worth running, now that it turns out that nobody ran it. */
    static boolean isMissed(LiveRun run, Settings settings, Instant now) {
        if (!(run.run().cause() instanceof Cause.Fired fired)
                || !run.untouched()
                || run.run().handOuts() > 0
                || !run.run().scheduledAt().isBefore(now.minus(settings.misfireAfter()))) {
            return false;
        }
        Misfire policy = run.spec().misfire();
        return CatchUp.isTooLate(policy, run.run().scheduledAt(), now)
                || switch (policy.policy()) {
                    case FIRE_ALL -> hasLaterFires(policy.max(), run, fired.trigger(), missedUntil(run, now));
                    case SKIP -> true;
                    case FIRE_ONCE -> hasLaterFires(1, run, fired.trigger(), now);
                };
    }

    /** Fires that came due while it was waited for a worker to claim the run were not missed. */
    private static Instant missedUntil(LiveRun run, Instant now) {
        return run.state() instanceof RunState.Recovering recovering ? recovering.since() : now;
    }

    /** Whether so many fires of the same trigger come after a run's, up to an instant. */
    private static boolean hasLaterFires(int count, LiveRun run, int trigger, Instant until) {
        if (run.job().deleted() || run.run().jobVersion() != run.job().job().version()) {
            return false;
        }
        Schedule schedule = run.job().schedules().get(trigger);
        return !Schedules.lastOf(count, schedule, run.run().scheduledAt()).isAfter(until);
    }

    static RunEvent missed(LiveRun run, Instant now) {
        return new RunEvent.LeftOut(SkipReason.MISFIRE, run.run().scheduledAt(), now);
    }
}
