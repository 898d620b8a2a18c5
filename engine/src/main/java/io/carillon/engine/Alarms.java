package io.carillon.engine;

import io.carillon.model.job.Overlap;
import io.carillon.model.run.Next;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.TreeMap;

/** Rings when the instant has come that a run was waiting for. */
final class Alarms {

    static final int MAX_PER_STEP = 10_000;

    private static final Duration UNTIL_READ = Duration.ofMillis(10);

    private final Runs runs;
    private final TimingWheel<LiveRun> wheel;
    private final Admission admission;
    private final WorkerBook workers;
    private final Loader loader;
    private final Settings settings;
    private final TreeMap<Integer, ArrayDeque<LiveRun>> unsettled = new TreeMap<>();

    Alarms(
            Runs runs,
            TimingWheel<LiveRun> wheel,
            Admission admission,
            WorkerBook workers,
            Loader loader,
            Settings settings) {
        this.runs = runs;
        this.wheel = wheel;
        this.admission = admission;
        this.workers = workers;
        this.loader = loader;
        this.settings = settings;
    }

    /** Rings what is due; returns whether there may be more. */
    boolean ring(Instant now) {
        int again = 0;
        for (ArrayDeque<LiveRun> lane : unsettled.values()) {
            again += ringAgain(lane, MAX_PER_STEP - again, now);
        }
        return wheel.advance(now, MAX_PER_STEP, run -> ring(run, now)) == MAX_PER_STEP || again == MAX_PER_STEP;
    }

    /**
     * Runs that came due before they were durable, in the order of their lane. Their hand-outs would wait for that anyway; and another run
     * of the same job, which may live in another partition, must not be left out or cancelled for the sake of one that may never be there.
     */
    private int ringAgain(ArrayDeque<LiveRun> lane, int most, Instant now) {
        int rung = 0;
        while (rung < most && !lane.isEmpty() && isSettled(lane.element())) {
            LiveRun run = lane.remove();
            if (isPending(run)) {
                cameDue(run, now);
                rung++;
            }
        }
        return rung;
    }

    private boolean isSettled(LiveRun run) {
        return !isPending(run) || runs.mayDecide(run);
    }

    private boolean isPending(LiveRun run) {
        return runs.holds(run) && run.state() instanceof RunState.Pending;
    }

    private void ring(LiveRun run, Instant now) {
        switch (run.state()) {
            case RunState.Pending _ -> cameDue(run, now);
            case RunState.Waiting _ -> {
                if (!admission.expire(run, now)) {
                    runs.wakeUp(run);
                    admission.tryAgain(run);
                }
            }
            case RunState.Recovering _ -> unclaimed(run, now);
            case RunState.Sent sent -> {
                if (run.isPastDeadline(now)) {
                    stop(run, new RunEvent.DeadlinePassed(now));
                } else if (runs.mayHaveBegun(run, now)) {
                    stop(run, new RunEvent.TimedOut(sent.attempt().token(), now));
                }
            }
            case RunState.Working working ->
                stop(
                        run,
                        run.isPastDeadline(now)
                                ? new RunEvent.DeadlinePassed(now)
                                : new RunEvent.TimedOut(working.attempt().token(), now));
            case RunState.Stopping stopping -> {
                Next next = Retries.after(run, RunError.TIMED_OUT, true, now);
                runs.apply(run, new RunEvent.Unresponsive(stopping.attempt().token(), now, next));
            }
            case RunState.Awaiting awaiting -> runs.apply(run, notCalledBack(run, awaiting, now));
            case RunState.Split _ -> runs.apply(run, new RunEvent.DeadlinePassed(now));
            case RunState.Unwinding _, RunState.Final _ ->
                throw new IllegalStateException("a run that waits for nothing has a timer: " + run.run());
        }
    }

    private static RunEvent notCalledBack(LiveRun run, RunState.Awaiting awaiting, Instant now) {
        if (run.isPastDeadline(now)) {
            return new RunEvent.DeadlinePassed(now);
        }
        var silence = new RunError(RunError.TIMED_OUT, "nobody called back in time");
        Next next = Retries.after(run, RunError.TIMED_OUT, true, now);
        return new RunEvent.Errored(awaiting.attempt().token(), now, silence, next);
    }

    private void cameDue(LiveRun run, Instant now) {
        if (runs.doubt(run, now)) {
            return;
        }
        if (!run.isShard() && mustWait(run, now)) {
            return;
        }
        if (!run.isShard() && !runs.mayDecide(run)) {
            unsettled.computeIfAbsent(runs.laneOf(run), _ -> new ArrayDeque<>()).add(run);
            return;
        }
        runs.apply(run, new RunEvent.CameDue(now));
        admission.admit(run, now);
    }

    /** A job that restricts overlapping waits until memory knows what a former owner left of it under way. */
    private boolean mustWait(LiveRun run, Instant now) {
        boolean restricted = run.job().job().spec().overlap().max() != Overlap.UNLIMITED;
        boolean waits = restricted && loader.mayHaveMoreOf(run, now);
        if (waits) {
            wheel.set(run.timer(), now.plus(UNTIL_READ));
        }
        return waits;
    }

    private void stop(LiveRun run, RunEvent event) {
        runs.apply(run, event);
        workers.tellToStop(run);
    }

    private void unclaimed(LiveRun run, Instant now) {
        if (mustWait(run, now)) {
            return;
        }
        if (Loader.isMissed(run, settings, now)) {
            runs.apply(run, Loader.missed(run, now));
            return;
        }
        runs.apply(run, new RunEvent.Unclaimed(now, Retries.afterRecovery(run, now)));
        if (run.state() instanceof RunState.Waiting) {
            runs.wakeUp(run);
            admission.admit(run, now);
        }
    }
}
