package io.carillon.engine;

import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import io.carillon.model.run.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The runs in memory, and the one place where a run changes: it applies the transition, and keeps everything that follows from a
 * state in step with it: the timer, the sets of its job, the worker that holds it, the write, and what is told.
 */
final class Runs {

    private static final int MOST_UNPLANNED = 2_000;
    private static final Duration CALLBACK_PATIENCE = Duration.ofDays(1);

    private final Map<RunId, LiveRun> live = new HashMap<>();
    private final List<LiveRun> ended = new ArrayList<>();
    private final List<RunId> called = new ArrayList<>();
    private final List<LiveRun> unanswered = new ArrayList<>();
    private final Set<RunId> goneWhileReading = new HashSet<>();
    private final List<TakenBack> takenBackWhileReading = new ArrayList<>();
    private final Unwritable unwritable = new Unwritable();
    private final GroupCommit commit;
    private final TimingWheel<LiveRun> wheel;
    private final Windows windows;
    private final Families families;
    private final Settings settings;
    private final Gates gates;
    private final Plans plans;
    private final LazyWrites lazily;
    private boolean reading;
    private int held;

    Runs(
            GroupCommit commit,
            TimingWheel<LiveRun> wheel,
            Windows windows,
            Families families,
            Gates gates,
            Settings settings) {
        this.gates = gates;
        this.commit = commit;
        this.plans = new Plans(commit);
        this.wheel = wheel;
        this.windows = windows;
        this.families = families;
        this.settings = settings;
        this.lazily = new LazyWrites(this, settings);
    }

    /** The runs of a job up to an id that were recorded and not due, and that a write takes back from the store. */
    record TakenBack(JobId job, long lastId, Instant after, Predicate<Cause> which) {

        private boolean covers(Run run) {
            return run.jobId().equals(job)
                    && run.id().value() <= lastId
                    && run.state() instanceof RunState.Pending
                    && run.dueAt().isAfter(after)
                    && which.test(run.cause());
        }
    }

    int size() {
        return live.size();
    }

    /** How many are on workers. */
    int held() {
        return held;
    }

    /** A worker has it now. */
    void hold(LiveRun run, WorkerEntry worker) {
        release(run);
        run.heldBy(worker);
        worker.hold(run);
        held++;
    }

    @Nullable
    LiveRun find(RunId id) {
        return live.get(id);
    }

    /** Records a new run. It enters memory if its window reaches its instant and there is room; otherwise it will be loaded. */
    @Nullable
    LiveRun insert(JobEntry job, Run run) {
        boolean enters = !(run.state() instanceof RunState.Final) && windows.takes(job, run);
        Plan plan = enters && Plans.isPlannable(run) ? plans.of(run) : null;
        if (!run.jobId().partition().equals(run.id().partition())) {
            commit.write(new Write.BorrowJob(
                    run.id().partition(), job.job(), run.id().madeAt()));
        }
        Footing batch = commit.write(new Write.InsertRun(run.id().partition(), run, plan == null ? null : plan.id()));
        if (!enters) {
            return null;
        }
        LiveRun fresh = enter(new LiveRun(job, run, job.job().spec()), batch);
        if (plan != null) {
            plan.add(fresh);
        }
        return fresh;
    }

    /** Records a part of a run that was split. It enters memory if there is room; otherwise it will be read when there is none left. */
    @Nullable
    LiveRun insertPart(LiveRun whole, Run part) {
        Footing batch = commit.write(new Write.InsertRun(part.id().partition(), part));
        Family family = families.find(whole.run().id());
        boolean enters = family != null && families.mayEnter(family);
        return enters ? enter(new LiveRun(whole.job(), part, whole.spec()), batch) : null;
    }

    private LiveRun enter(LiveRun run, Footing batch) {
        run.writtenBy(batch);
        enter(run);
        return run;
    }

    /** Whether a run that was read from the store is news; otherwise memory knows better. */
    boolean isNews(Run read) {
        return isUnknown(read.id())
                && !goneWhileReading.contains(read.id())
                && takenBackWhileReading.stream().noneMatch(taken -> taken.covers(read));
    }

    /** Whether a run of a partition that has just been opened is news: what was gone from memory before is no matter. */
    boolean isUnknown(RunId run) {
        return !live.containsKey(run) && !unwritable.contains(run);
    }

    /** Those that have ended, and whose end the store refuses in any form. */
    Unwritable unwritable() {
        return unwritable;
    }

    /** Takes a run that was read from the store and is news. */
    LiveRun load(JobEntry job, LoadedRun loaded) {
        var entry = new LiveRun(job, loaded.run(), loaded.spec());
        enter(entry);
        return entry;
    }

    /** Every run in memory, in no order that means anything. */
    Collection<LiveRun> all() {
        return Collections.unmodifiableCollection(live.values());
    }

    /** Whether a run is still in memory: one that was lost with its partition is not, whatever its state. */
    boolean holds(LiveRun run) {
        return live.get(run.run().id()) == run;
    }

    /** The runs of a partition in the order of their ids, whatever became of their jobs. */
    List<LiveRun> of(Partition partition) {
        return of(new TreeSet<>(Set.of(partition)));
    }

    List<LiveRun> of(SortedSet<Partition> partitions) {
        return live.values().stream()
                .filter(run -> partitions.contains(run.partition()))
                .sorted(Comparator.comparing(run -> run.run().id()))
                .toList();
    }

    Transition apply(LiveRun run, RunEvent event) {
        Transition transition = Transitions.apply(run.state(), event);
        if (transition instanceof Transition.Moved moved) {
            move(run, moved.to(), event);
        }
        return transition;
    }

    /** Begins to ask workers for a run that was not due when it was taken over, and which one may have all the same. */
    boolean doubt(LiveRun run, Instant now) {
        return run.careful()
                && run.state() instanceof RunState.Pending
                && apply(run, new RunEvent.Inherited(now)) instanceof Transition.Moved;
    }

    /** Forgets a run that was recorded ahead and is taken back; the caller writes that. */
    void withdraw(LiveRun run) {
        wheel.cancel(run.timer());
        remove(run);
    }

    /** Forgets a run that belongs to another owner now. */
    void disown(LiveRun run) {
        withdraw(run);
        gates.forget(run);
        run.leaveLine();
        release(run);
    }

    /** Runs about which somebody called back too early, and that have changed or gone since this was last asked. */
    List<RunId> takeCalled() {
        var taken = List.copyOf(called);
        called.clear();
        return taken;
    }

    /** What ended since this was last asked: its job may go on with another run. */
    List<LiveRun> takeEnded() {
        var taken = List.copyOf(ended);
        ended.clear();
        return taken;
    }

    /** What ended since this was last asked in a way that something must be done about in the same batch. */
    List<LiveRun> takeUnanswered() {
        var taken = List.copyOf(unanswered);
        unanswered.clear();
        return taken;
    }

    /** Tells something about a run as soon as what it says is durable. */
    void tell(LiveRun run, Effect effect) {
        commit.after(run.footing(), run.partition(), effect);
    }

    /** The assignment of a run leaves: from now on its attempt has its time. */
    void letGo(LiveRun run, Attempt attempt, Instant now) {
        run.setHeldBack(false);
        WorkerEntry holder = run.holder();
        if (holder != null) {
            holder.sent(run);
        }
        if (attempt.handedOutAt().isBefore(now)) {
            setTimer(run, run.endsBy(now));
        }
    }

    /** Whether an attempt that was sent has had its time since it left. One that can't leave begins its time anew. */
    boolean mayHaveBegun(LiveRun run, Instant now) {
        if (run.heldBack()) {
            setTimer(run, run.endsBy(now));
        }
        return !run.heldBack();
    }

    /** An attempt that was decided and has not left never began. */
    void takeBack(LiveRun run, Instant now) {
        if (run.state() instanceof RunState.Sent sent && run.heldBack()) {
            apply(run, new RunEvent.Declined(sent.attempt().token(), now, now));
        }
    }

    /** What is said about a run from now on waits for something else, too. */
    void holdBack(LiveRun run, Footing other) {
        if (!commit.isDurable(other)) {
            run.toldAfter(other);
        }
    }

    boolean isDurable(Footing what) {
        return commit.isDurable(what);
    }

    /** The lane in which what is written of a run becomes durable in its order. */
    int laneOf(LiveRun run) {
        return commit.laneOf(run.partition()).number();
    }

    /** Whether something else may be decided by what a run is: it is durable, or whatever is decided now becomes durable after it. */
    boolean mayDecide(LiveRun run) {
        return commit.isInOneOrder() || commit.isDurable(run.footing());
    }

    /** Writes a run now, because something that is about to leave depends on it. */
    void write(LiveRun run) {
        run.writtenBy(plans.write(run));
    }

    /** Gives a run a place of its own in the store, with all that stand in the same plan: a write that searches is to find it. */
    void unplan(LiveRun run) {
        Plan plan = run.plan();
        if (plan != null) {
            plan.runs().forEach(this::write);
        }
    }

    /** Spares a next owner the search for what still stands in plans, unless that is more than one batch writes with ease. */
    void unplan(Collection<LiveRun> leaving) {
        List<LiveRun> planned =
                leaving.stream().filter(run -> run.plan() != null).toList();
        if (planned.size() <= MOST_UNPLANNED) {
            planned.forEach(this::write);
        }
    }

    /** A write that searches comes next: what is recorded after it stands behind it. */
    void closePlans() {
        plans.closeAll();
    }

    /** Somebody else may own the partition before anything more of it is recorded. */
    void closePlan(Partition partition) {
        plans.close(partition);
    }

    /** Writes a change that memory has kept to itself so far. */
    void writeIfAhead(LiveRun run) {
        if (run.unwrittenSince() != null && holds(run)) {
            write(run);
        }
    }

    /** Changes that nobody waits for. */
    LazyWrites lazily() {
        return lazily;
    }

    /** From now on what leaves memory is remembered, so that the answer to the read that has just begun can't bring it back. */
    void beginReading() {
        reading = true;
    }

    void endReading() {
        reading = false;
        goneWhileReading.clear();
        takenBackWhileReading.clear();
    }

    /** A write takes runs back, in memory or not: an answer that is on its way must not bring them back. */
    void takenBack(TakenBack taken) {
        if (reading) {
            takenBackWhileReading.add(taken);
        }
    }

    private void enter(LiveRun run) {
        live.put(run.run().id(), run);
        families.entered(run);
        run.job().place(run);
        gates.follow(run);
        setTimer(run);
    }

    private void move(LiveRun run, RunState to, RunEvent event) {
        Attempt before = run.attempt();
        RunState from = run.state();
        run.become(next(run.run(), to, event));
        run.leaveLine();
        gates.follow(run, event);
        if (mayBeAtWork(from) && !mayBeAtWork(to)) {
            run.setGivenUp(isDecidedHere(event));
        }
        if (before != null && run.attempt() == null) {
            run.setTried(run.holder());
            run.attemptEnded();
            release(run);
            keepEvidence(run, before, event.at());
        }
        if (event instanceof RunEvent.Unclaimed && from instanceof RunState.Recovering recovering) {
            keepEvidence(run, recovering.last(), event.at());
        } else if (from instanceof RunState.Awaiting awaiting) {
            keepEvidence(run, awaiting.attempt(), event.at());
        }
        if (to instanceof RunState.Final end) {
            end(run, end);
        } else {
            run.job().place(run);
            follow(run, event);
            record(run, event);
        }
        setTimer(run);
        noteCalled(run);
    }

    /** Whether a worker, or whoever goes on elsewhere, is at it or may be. */
    private static boolean mayBeAtWork(RunState state) {
        return state instanceof RunState.Sent
                || state instanceof RunState.OnWorker
                || state instanceof RunState.Recovering
                || state instanceof RunState.Awaiting;
    }

    /** Whether an attempt ends by it without a word from who is at it. */
    private static boolean isDecidedHere(RunEvent event) {
        return event instanceof RunEvent.Lost
                || event instanceof RunEvent.Unresponsive
                || event instanceof RunEvent.Unclaimed
                || event instanceof RunEvent.TimedOut
                || event instanceof RunEvent.CancelRequested
                || event instanceof RunEvent.DeadlinePassed;
    }

    /** Somebody has called back about it, too early to be heeded: he is heard again. */
    private void noteCalled(LiveRun run) {
        if (run.called()) {
            run.setCalled(false);
            called.add(run.run().id());
        }
    }

    private void follow(LiveRun run, RunEvent event) {
        if (event instanceof RunEvent.Gathered) {
            families.gathered(run);
        } else if (run.state() instanceof RunState.InParts) {
            if (event instanceof RunEvent.Divided || event instanceof RunEvent.Mapped) {
                families.split(run);
            }
            families.changed(run);
        }
    }

    private static Run next(Run run, RunState to, RunEvent event) {
        return switch (event) {
            case RunEvent.HandedOut out -> run.handedOut(out.attempt().token().attempt(), to);
            case RunEvent.Claimed claim ->
                run.handedOut(Math.max(run.handOuts(), claim.attempt().token().attempt()), to);
            case RunEvent.Declined _ -> run.declined(to);
            case RunEvent.Postponed _ -> run.postponed(to);
            case RunEvent.Mapped mapped when mapped.gathers() && to instanceof RunState.InParts -> run.mapped(to);
            case RunEvent.CameDue _,
                    RunEvent.Inherited _,
                    RunEvent.Unclaimed _,
                    RunEvent.OfAttempt _,
                    RunEvent.CancelRequested _,
                    RunEvent.DeadlinePassed _,
                    RunEvent.Divided _,
                    RunEvent.Grown _,
                    RunEvent.Unservable _,
                    RunEvent.Gathered _,
                    RunEvent.LeftOut _ -> run.withState(to);
        };
    }

    private void end(LiveRun run, RunState.Final end) {
        if (run.run().tries().saved()) {
            run.become(run.run().saved(false));
            commit.write(new Write.DropSaved(run.partition(), run.run().id()));
        }
        write(run);
        commit.end(run);
        remove(run);
        ended.add(run);
        if (Compensator.mustAnswer(run.run())) {
            unanswered.add(run);
        }
        if (end instanceof RunState.Skipped skipped && !run.isShard()) {
            tell(
                    run,
                    new Effect.Tell(
                            new Note.RunSkipped(run.run().id(), run.run().job(), skipped.reason(), skipped.count())));
        } else {
            tell(run, new Effect.Tell(new Note.RunEnded(run.run())));
        }
    }

    /** Whatever no worker could tell again is written at once; that a run waits or works is written when there is time. */
    private void record(LiveRun run, RunEvent event) {
        if (run.state() instanceof RunState.Waiting waiting && waiting.lastError() != null) {
            write(run);
            tell(run, new Effect.Tell(again(run.run(), waiting.lastError(), waiting.notBefore(), event)));
        } else if (mustBeWritten(event)) {
            write(run);
        } else if (event instanceof RunEvent.CameDue) {
            run.markWaiting();
        } else {
            lazily.changed(run, event.at());
        }
    }

    private static boolean mustBeWritten(RunEvent event) {
        return event instanceof RunEvent.CancelRequested
                || event instanceof RunEvent.Divided
                || event instanceof RunEvent.Mapped
                || event instanceof RunEvent.Grown
                || event instanceof RunEvent.Gathered
                || event instanceof RunEvent.Deferred;
    }

    private static Note again(Run run, RunError error, Instant notBefore, RunEvent event) {
        return event instanceof RunEvent.Postponed
                ? new Note.RunPostponed(run.id(), run.job(), error.message(), notBefore)
                : new Note.RunRetried(run.id(), run.job(), error, notBefore);
    }

    private void keepEvidence(LiveRun run, @Nullable Attempt attempt, Instant at) {
        RunError error = switch (run.state()) {
            case RunState.Waiting waiting -> waiting.lastError();
            case RunState.Failed failed -> failed.error();
            case RunState.Pending _,
                    RunState.Recovering _,
                    RunState.Sent _,
                    RunState.Running _,
                    RunState.Succeeded _,
                    RunState.Cancelled _,
                    RunState.Skipped _ -> null;
        };
        if (attempt != null && error != null) {
            commit.write(new Write.AddAttempt(run.partition(), run.run().id(), attempt, at, error));
        }
    }

    /** Keeps something for the attempts that come after one; from the first of it on the run's own row says that there is such. */
    void save(LiveRun run, Token by, Saved.Entry entry) {
        if (!run.run().tries().saved()) {
            run.become(run.run().saved(true));
            write(run);
        }
        run.toldAfter(commit.write(new Write.Save(run.partition(), run.run().id(), by, entry)));
    }

    /** Keeps a report that came too late to count. */
    void keepStale(LiveRun run, Token token, WorkerId worker, Instant now) {
        var attempt = new Attempt(token, worker, now);
        var error = new RunError(
                "STALE_RESULT", "reported after attempt " + run.run().handOuts() + " had taken its place");
        run.toldAfter(
                commit.write(new Write.AddAttempt(run.partition(), run.run().id(), attempt, now, error)));
    }

    private void release(LiveRun run) {
        WorkerEntry holder = run.holder();
        if (holder != null) {
            holder.release(run);
            run.heldBy(null);
            held--;
        }
    }

    private void remove(LiveRun run) {
        if (live.remove(run.run().id(), run)) {
            families.left(run);
            run.job().leave(run);
            noteCalled(run);
        }
        if (reading) {
            goneWhileReading.add(run.run().id());
        }
    }

    /** A run has rested enough: from now on only its deadline rings. */
    void wakeUp(LiveRun run) {
        setTimer(run, run.deadline());
    }

    private void setTimer(LiveRun run) {
        setTimer(run, nextAlarm(run));
    }

    private void setTimer(LiveRun run, @Nullable Instant at) {
        if (at == null) {
            wheel.cancel(run.timer());
        } else {
            wheel.set(run.timer(), at);
        }
    }

    /** When something of certain partitions is to begin that waits for its time, if anything is before an end; of several that are, any. */
    @Nullable
    Instant dueBetween(Instant now, Instant end, SortedSet<Partition> in) {
        for (LiveRun run : live.values()) {
            Instant due = awaits(run, now);
            if (due != null && due.isBefore(end) && in.contains(run.partition())) {
                return due;
            }
        }
        return null;
    }

    private static @Nullable Instant awaits(LiveRun run, Instant now) {
        return switch (run.state()) {
            case RunState.Pending _ -> run.run().dueAt();
            case RunState.Waiting waiting when waiting.notBefore().isAfter(now) -> waiting.notBefore();
            default -> null;
        };
    }

    /** The first instant that a run in its state waits for, if it waits for one. */
    private @Nullable Instant nextAlarm(LiveRun run) {
        return switch (run.state()) {
            case RunState.Pending _ -> run.run().dueAt();
            case RunState.Waiting waiting ->
                Core.earlier(isAtRest(waiting) ? waiting.notBefore() : null, run.deadline());
            case RunState.Recovering recovering ->
                run.careful() ? recovering.since().plus(settings.recoveryGrace()) : recovering.since();
            case RunState.Sent sent -> run.endsBy(sent.attempt().handedOutAt());
            case RunState.Working working -> run.endsBy(working.startedAt());
            case RunState.Awaiting awaiting -> awaitedUntil(run, awaiting);
            case RunState.Stopping stopping -> stopping.since().plus(settings.stopGrace());
            case RunState.Split _ -> run.deadline();
            case RunState.Unwinding _, RunState.Final _ -> null;
        };
    }

    /** After a failed attempt it rests, if only for no time at all; otherwise whoever made it wait also let it in. */
    private static boolean isAtRest(RunState.Waiting waiting) {
        return waiting.lastError() != null || waiting.notBefore().isAfter(waiting.since());
    }

    /** When it is given up that somebody calls back: nobody else would ever notice that he never does. */
    static Instant awaitedUntil(LiveRun run, RunState.Awaiting awaiting) {
        Instant end = run.endsBy(awaiting.startedAt());
        return end == null ? awaiting.since().plus(CALLBACK_PATIENCE) : end;
    }
}
