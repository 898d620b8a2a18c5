package io.carillon.engine;

import io.carillon.model.run.Cause;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Instant;
import java.util.List;

/** Lets due runs in, by what their job says about overlapping. */
final class Admission {

    private final Runs runs;
    private final Dispatcher dispatcher;
    private final Planner planner;
    private final WorkerBook workers;

    Admission(Runs runs, Dispatcher dispatcher, Planner planner, WorkerBook workers) {
        this.runs = runs;
        this.dispatcher = dispatcher;
        this.planner = planner;
        this.workers = workers;
    }

    /** A run that has just begun to wait. */
    void admit(LiveRun run, Instant now) {
        switch (run.job().job().spec().overlap().policy()) {
            case ALLOW -> dispatcher.enqueue(run);
            case SKIP -> {
                if (isAlone(run)) {
                    dispatcher.enqueue(run);
                } else {
                    runs.apply(
                            run,
                            new RunEvent.LeftOut(SkipReason.OVERLAP, run.run().scheduledAt(), now));
                }
            }
            case QUEUE -> enqueueInTurn(run);
            case CANCEL_PREVIOUS -> {
                cancelOthers(run, now);
                enqueueInTurn(run);
            }
        }
    }

    /** Goes on with the jobs of the runs that have ended. */
    void settle(Instant now) {
        for (List<LiveRun> ended = runs.takeEnded(); !ended.isEmpty(); ended = runs.takeEnded()) {
            for (LiveRun run : ended) {
                if (run.run().cause() instanceof Cause.Fired fired
                        && run.run().jobVersion() == run.job().job().version()) {
                    planner.delayFrom(run.job(), fired.trigger(), now, now);
                }
                nextInTurn(run.job());
                run.job().tidy();
            }
        }
    }

    void cancel(LiveRun run, Instant now) {
        runs.apply(run, new RunEvent.CancelRequested(now));
        workers.tellToStop(run);
    }

    private void enqueueInTurn(LiveRun run) {
        if (isAlone(run)) {
            dispatcher.enqueue(run);
        } else {
            run.job().active().remove(run);
            run.job().queue().add(run);
        }
    }

    private void nextInTurn(JobEntry job) {
        if (job.active().isEmpty() && !job.queue().isEmpty()) {
            LiveRun next = job.queue().removeFirst();
            job.active().add(next);
            dispatcher.enqueue(next);
        }
    }

    /** A run that nobody claimed gives way to one that is really there, not to another that may turn out unclaimed too. */
    private static boolean isAlone(LiveRun run) {
        for (LiveRun other : run.job().active()) {
            if (other != run && !areInTheSameDoubt(run, other)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areInTheSameDoubt(LiveRun run, LiveRun other) {
        return run.careful() && other.state() instanceof RunState.Recovering;
    }

    private void cancelOthers(LiveRun run, Instant now) {
        for (LiveRun other : List.copyOf(run.job().active())) {
            if (other != run && !areInTheSameDoubt(run, other)) {
                cancel(other, now);
            }
        }
        for (LiveRun other : List.copyOf(run.job().queue())) {
            cancel(other, now);
        }
    }
}
