package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Misfire;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
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
 * Reads recorded runs into memory, window by window in the order in which they are due. While memory is full it stops, and the
 * backlog waits in the store.
 */
final class Loader {

    private static final int WINDOW = 5_000;

    private final Runs runs;
    private final Jobs jobs;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final Settings settings;
    private @Nullable Instant afterDue;
    private @Nullable RunId afterId;
    private @Nullable RunWindow asked;
    private Instant notBefore = Instant.MIN;
    private boolean reading;
    private boolean caughtUp;

    Loader(Runs runs, Jobs jobs, Partitions partitions, GroupCommit commit, Settings settings) {
        this.runs = runs;
        this.jobs = jobs;
        this.partitions = partitions;
        this.commit = commit;
        this.settings = settings;
    }

    /** Begins anew: other partitions are owned now. */
    void restart() {
        afterDue = null;
        afterId = null;
        asked = null;
        caughtUp = false;
    }

    /** Whether every run that could be on a worker is in memory. */
    boolean caughtUp() {
        return caughtUp;
    }

    /** Asks for the next window if it is time. The read begins after everything that was written so far is durable. */
    void read(Instant now) {
        Instant due = dueForReading();
        if (due == null || due.isAfter(now)) {
            return;
        }
        reading = true;
        goBackToWhatWasLeft();
        Instant through = now.plus(settings.loadAhead());
        runs.beginReading(through);
        asked = new RunWindow(partitions.all(), afterDue, afterId, through, WINDOW);
        commit.afterAll(new Effect.Load(asked));
    }

    private void goBackToWhatWasLeft() {
        Instant left = runs.leftFrom();
        if (left != null && afterDue != null && !left.isAfter(afterDue)) {
            afterDue = Runs.justBefore(left);
            afterId = null;
        }
    }

    /** When the next window is wanted; null while one is being read, memory is full or nothing is owned. */
    @Nullable
    Instant dueForReading() {
        if (reading || partitions.isEmpty() || runs.size() >= settings.maxLiveRuns()) {
            return null;
        }
        Duration half = settings.loadAhead().dividedBy(2);
        return caughtUp ? runs.loadedThrough().minus(half) : notBefore;
    }

    void failed(Instant now) {
        reading = false;
        caughtUp = false;
        notBefore = now.plus(settings.commitRetry());
        runs.endReading(afterDue == null ? Instant.MIN : afterDue);
    }

    /** Takes what was read. An answer from before other partitions were taken is void: it knows nothing of them. */
    void loaded(Event.Loaded answer, Instant now) {
        reading = false;
        if (!answer.window().equals(asked)) {
            runs.endReading(runs.loadedThrough());
            return;
        }
        answer.runs().forEach(loaded -> take(loaded, now));
        List<LoadedRun> read = answer.runs();
        boolean whole = read.size() < answer.window().limit();
        if (whole) {
            afterDue = answer.window().through();
            afterId = null;
        } else {
            Run last = read.getLast().run();
            afterDue = last.dueAt();
            afterId = last.id();
        }
        caughtUp = whole;
        runs.endReading(afterDue);
        if (whole) {
            runs.caughtUp();
        }
    }

    private void take(LoadedRun loaded, Instant now) {
        Run run = loaded.run();
        if (!partitions.owns(run.id().partition())) {
            return;
        }
        LiveRun live = runs.load(entryOf(loaded), loaded);
        if (live == null) {
            return;
        }
        if (!partitions.isMadeHere(run.id())) {
            inherit(live, now);
        }
        if (isCancelled(run)) {
            runs.apply(live, new RunEvent.CancelRequested(now));
        }
    }

    /** A run of a former owner's that nobody may have handed out goes on where it stood; of any other the workers are asked. */
    private void inherit(LiveRun run, Instant now) {
        boolean onWorker = mayBeOnWorker(run.run());
        run.setCareful(onWorker);
        if (onWorker || isReady(run.state())) {
            runs.apply(run, new RunEvent.Inherited(now));
        } else if (run.state() instanceof RunState.Pending && isMissed(run, settings, now)) {
            runs.apply(run, missed(run, now));
        }
    }

    private static boolean isReady(RunState state) {
        return state instanceof RunState.Waiting waiting && !waiting.notBefore().isAfter(waiting.since());
    }

    private boolean isCancelled(Run run) {
        return runs.isToCancel(run.id())
                || (run.state() instanceof RunState.Stopping stopping
                        && stopping.cause() == RunState.StopCause.CANCELLED);
    }

    /** A former owner may have handed out whatever was due before it was relieved, except what it had put to rest for longer. */
    private boolean mayBeOnWorker(Run run) {
        Partition partition = run.id().partition();
        Instant takenAt = partitions.takenAt(partition);
        return switch (run.state()) {
            case RunState.Pending _ ->
                !partitions.isHandedOver(partition) && !run.dueAt().isAfter(takenAt);
            case RunState.Waiting waiting ->
                !partitions.isHandedOver(partition)
                        && (isReady(waiting) || !waiting.notBefore().isAfter(takenAt));
            case RunState.Recovering _, RunState.Sent _, RunState.Running _ -> true;
            case RunState.Final _ -> false;
        };
    }

    /** A job that was deleted while it had runs lives on for these. */
    private JobEntry entryOf(LoadedRun loaded) {
        JobEntry known = jobs.find(loaded.run().jobId());
        return known != null ? known : jobs.orphanage(loaded);
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
