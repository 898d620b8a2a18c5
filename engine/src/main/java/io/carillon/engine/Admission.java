package io.carillon.engine;

import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.SkipReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Lets due runs in, by what their job says about overlapping. */
final class Admission {

    private final Runs runs;
    private final Dispatcher dispatcher;
    private final Planner planner;
    private final WorkerBook workers;

    /** Where it is written that attempts were given up, which workers may still be at, as long as that is not durable. */
    private final TreeMap<JobId, Footing> givenUp = new TreeMap<>();

    /** Those that have got their turn in this step. */
    private final List<LiveRun> called = new ArrayList<>();

    Admission(Runs runs, Dispatcher dispatcher, Planner planner, WorkerBook workers) {
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.planner = planner;
        this.workers = workers;
    }

    /** A run that has just begun to wait. A part of another has been let in with that. */
    void admit(LiveRun run, Instant now) {
        if (expire(run, now)) {
            return;
        }
        if (run.isShard()) {
            dispatcher.enqueue(run);
            return;
        }
        Overlap overlap = run.job().job().spec().overlap();
        Turns turns = run.job().turns();
        if (overlap.policy() == Overlap.Policy.SKIP && turns.others(run) >= overlap.max()) {
            skip(run, now);
            return;
        }
        if (overlap.policy() == Overlap.Policy.CANCEL_PREVIOUS) {
            makeRoom(run, overlap.max(), now);
        }
        if (overlap.max() == Overlap.UNLIMITED) {
            dispatcher.enqueue(run);
        } else {
            turns.queue(run);
            goOn(run.job());
        }
    }

    /**
     * A run that has rested after a failed attempt keeps its turn. But a new owner may have found more of a job under way than may be:
     * of those that then begin anew the others wait, and whoever is done in parts goes on before them.
     */
    void tryAgain(LiveRun run) {
        int max = run.job().job().spec().overlap().max();
        if (run.isShard() || !run.job().turns().giveWay(run, max)) {
            dispatcher.enqueue(run);
        } else {
            goOn(run.job());
        }
    }

    /** Ends a run that waits past its deadline; returns whether it did. */
    boolean expire(LiveRun run, Instant now) {
        if (!run.isPastDeadline(now)) {
            return false;
        }
        runs.apply(
                run,
                run.run().handOuts() == 0
                        ? new RunEvent.LeftOut(SkipReason.DEADLINE, run.run().scheduledAt(), now)
                        : new RunEvent.DeadlinePassed(now));
        return true;
    }

    /**
     * Goes on with the jobs of the runs that have ended. Who comes after an attempt that was given up leaves when that is durable: a next
     * owner who did not know of it would let it go on. That is seen to at the end of a step, because whoever makes room by being cancelled
     * ends after another has got the turn.
     */
    void settle(Instant now) {
        for (List<LiveRun> ended = runs.takeEnded(); !ended.isEmpty(); ended = runs.takeEnded()) {
            for (LiveRun run : ended) {
                if (run.run().cause() instanceof Cause.Fired fired
                        && run.run().jobVersion() == run.job().job().version()) {
                    planner.delayFrom(run.job(), fired.trigger(), now, now);
                }
                if (run.givenUp()) {
                    givenUp.merge(run.run().jobId(), run.footing(), Footing::with);
                }
                goOn(run.job());
                run.job().tidy();
            }
        }
        called.forEach(
                next -> runs.holdBack(next, givenUp.getOrDefault(next.run().jobId(), Footing.NONE)));
        called.clear();
        givenUp.values().removeIf(runs::isDurable);
    }

    void cancel(LiveRun run, Instant now) {
        runs.apply(run, new RunEvent.CancelRequested(now));
        workers.tellToStop(run);
    }

    /** The definition of a job has changed: more may go than before, or by other gates. */
    void changed(@Nullable JobEntry job) {
        if (job != null) {
            goOn(job);
            dispatcher.regroup(job);
        }
    }

    private void goOn(JobEntry job) {
        int max = job.job().spec().overlap().max();
        for (LiveRun next = job.nextTurn(max); next != null; next = job.nextTurn(max)) {
            called.add(next);
            dispatcher.enqueue(next);
        }
    }

    private void skip(LiveRun run, Instant now) {
        RunId inTheWay = run.job().turns().underWay(run, 1).getFirst().run().id();
        runs.apply(run, new RunEvent.LeftOut(SkipReason.OVERLAP, run.run().scheduledAt(), now, inTheWay));
    }

    private void makeRoom(LiveRun run, int max, Instant now) {
        Turns turns = run.job().turns();
        while (turns.staying(run) >= max) {
            LiveRun earliest = turns.earliest(run);
            if (earliest == null) {
                throw new IllegalStateException("nobody is in the way of " + run.run());
            }
            cancel(earliest, now);
        }
    }
}
