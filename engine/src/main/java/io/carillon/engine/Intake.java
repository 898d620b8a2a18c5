package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Takes runs into memory that were read from the store. What a former owner may have handed out waits for a worker to claim it. */
final class Intake {

    /**
     * How far the time of a former owner may have been ahead of its last commit, where the shared clock has been put back since: what
     * is due so soon stays as it is, and workers are asked of it when it is due.
     */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final Runs runs;
    private final Jobs jobs;
    private final Partitions partitions;
    private final Windows windows;
    private final Settings settings;
    private final Withdrawer withdrawer;
    private @Nullable Instant askedSince;

    Intake(Runs runs, Jobs jobs, Partitions partitions, Windows windows, Withdrawer withdrawer, Settings settings) {
        this.withdrawer = withdrawer;
        this.runs = runs;
        this.jobs = jobs;
        this.partitions = partitions;
        this.windows = windows;
        this.settings = settings;
    }

    /** Begins anew: other partitions are owned now, and workers get their time to say what they hold of these. */
    void restart() {
        askedSince = null;
    }

    /**
     * The first answer since then has come: from now on workers are waited for. One that speaks of a run has it recalled, so what is
     * read when their time is over waits no more: a long backlog would otherwise wait anew with each slice.
     */
    void begin(Instant now) {
        askedSince = askedSince == null ? now : askedSince;
    }

    /** When the first answer came; now if none has come yet. */
    Instant beganAt(Instant now) {
        return askedSince == null ? now : askedSince;
    }

    /** Finds a run of a window its place, and tells whether it has one: if not, it must be read again, with all behind it. */
    boolean place(LoadedRun loaded, Window window, Instant now) {
        Run run = loaded.run();
        if (!partitions.owns(run.id().partition())) {
            return true;
        }
        if (run.state() instanceof RunState.InParts && runs.isNews(run) && windows.haveRoomFor(run)) {
            take(entryOf(loaded), loaded, now);
            return true;
        }
        Window own = windows.of(run, loaded.spec());
        if (own != window) {
            windows.passOver(own, run.jobId());
            return true;
        }
        if (!runs.isNews(run)) {
            return true;
        }
        JobEntry entry = entryOf(loaded);
        if (window.job() != null) {
            window.goOnWith(entry);
        }
        if (!window.reaches(run)) {
            return false;
        }
        if (windows.admit(window, entry, run, loaded.spec())) {
            take(entry, loaded, now);
            return true;
        }
        return windows.of(run, loaded.spec()) != window;
    }

    /** Takes a run that came with its partition, and tells whether nothing of it is left in the store only. */
    boolean takeIfRoom(LoadedRun loaded, Instant now) {
        Run run = loaded.run();
        if (!partitions.owns(run.id().partition()) || !runs.isUnknown(run.id())) {
            return true;
        }
        JobEntry entry = entryOf(loaded);
        boolean room = run.state() instanceof RunState.InParts
                ? windows.haveRoomFor(run)
                : windows.haveRoomFor(entry, run, loaded.spec());
        if (room) {
            take(entry, loaded, now);
        }
        return room;
    }

    /** Takes a run that somebody speaks of, however full memory is: few are spoken of. */
    void take(LoadedRun loaded, Instant now) {
        if (partitions.owns(loaded.run().id().partition()) && runs.isNews(loaded.run())) {
            take(entryOf(loaded), loaded, now);
        }
    }

    /** Forgets what is only kept for runs that have ended since. */
    void tidy(Instant now) {
        jobs.releaseOrphans(now);
    }

    private void take(JobEntry entry, LoadedRun loaded, Instant now) {
        Run run = loaded.run();
        LiveRun live = runs.load(entry, loaded);
        if (run.cause() instanceof Cause.Fired fired && entry.goesOnInstead(run, now)) {
            withdrawer.withdraw(entry, OptionalInt.of(fired.trigger()), now);
        }
        if (!partitions.isMadeHere(run.id())) {
            inherit(live, now);
        }
        if (run.state() instanceof RunState.Split) {
            waitForItsTurn(live);
        }
        if (run.state() instanceof RunState.Stopping stopping && stopping.cause() == RunState.StopCause.CANCELLED) {
            runs.apply(live, new RunEvent.CancelRequested(now));
        }
    }

    /** A run of a former owner's that nobody may have handed out goes on where it stood; of any other the workers are asked. */
    private void inherit(LiveRun run, Instant now) {
        Instant takenAt = partitions.takenAt(run.partition());
        boolean onWorker = mayBeOnWorker(run.run(), takenAt);
        run.setCareful(onWorker || mayBeOnWorker(run.run(), takenAt.plus(TOLERANCE)));
        if (onWorker || isReady(run.state())) {
            runs.apply(run, new RunEvent.Inherited(beganAt(now)));
        } else if (run.state() instanceof RunState.Pending && Loader.isMissed(run, settings, now)) {
            runs.apply(run, Loader.missed(run, now));
        }
    }

    /** A run that goes on in parts goes on after those of its job that have been let go before it was read. */
    private static void waitForItsTurn(LiveRun run) {
        run.job().turns().giveWay(run, run.job().job().spec().overlap().max());
    }

    static boolean isReady(RunState state) {
        return state instanceof RunState.Waiting waiting && !waiting.notBefore().isAfter(waiting.since());
    }

    /**
     * A former owner may have handed out whatever was due by the time that it had reached, except what it had put to rest for longer.
     */
    private boolean mayBeOnWorker(Run run, Instant reached) {
        Partition partition = run.id().partition();
        return switch (run.state()) {
            case RunState.Pending _ ->
                !partitions.isHandedOver(partition) && !run.dueAt().isAfter(reached);
            case RunState.Waiting waiting ->
                !partitions.isHandedOver(partition)
                        && (isReady(waiting) || !waiting.notBefore().isAfter(reached));
            case RunState.Recovering _, RunState.Sent _, RunState.OnWorker _ -> true;
            case RunState.Awaiting _, RunState.InParts _, RunState.Final _ -> false;
        };
    }

    /** A job that was deleted while it had runs lives on for these. */
    private JobEntry entryOf(LoadedRun loaded) {
        JobEntry known = jobs.find(loaded.run().jobId());
        return known != null ? known : jobs.orphanage(loaded);
    }
}
