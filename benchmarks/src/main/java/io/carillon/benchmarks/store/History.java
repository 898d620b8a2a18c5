package io.carillon.benchmarks.store;

import io.carillon.engine.Write;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Runs that ended over some days, evenly spread, as a node would have left them. One job is busy, some ran once when all began, the
 * others have the rest. Of a thousand runs six were requested under keys, and fifteen did not end well: eight failed, three of these
 * as dead letters.
 */
final class History {

    /** The last jobs of a herd ran once, long ago. */
    static final int RARE = 100;

    private static final int BATCH = 5_000;
    private static final int SAMPLE = 5_000;
    private static final int RUNS_OF_BUSY = 20;
    private static final double ASKED = 0.006;
    private static final RunError ERROR = new RunError("EXIT_CODE", "the process ended with 1");

    private final Herd herd;
    private final Cycles cycles;
    private final Instant begin;
    private final Duration days;
    private final long rows;
    private final Random random = new Random(2);
    private final List<Run> sample = new ArrayList<>();
    private final List<Run> keyed = new ArrayList<>();

    History(Herd herd, Cycles cycles, Instant begin, Duration days, long rows) {
        this.herd = herd;
        this.cycles = cycles;
        this.begin = begin;
        this.days = days;
        this.rows = rows;
    }

    void fill() {
        for (long filled = 0; filled < rows; filled += BATCH) {
            var runs = new ArrayList<Run>();
            for (long number = filled; number < Math.min(rows, filled + BATCH); number++) {
                runs.add(run(number));
            }
            Instant now = runs.getLast().dueAt();
            cycles.record(runs, now);
            cycles.finish(runs, now, this::end);
        }
    }

    Job busy() {
        return herd.jobs().getFirst();
    }

    /** A job that ran once, when all began. */
    Job rare(int number) {
        return herd.jobs().get(herd.jobs().size() - RARE + number);
    }

    /** One of those that run every few hours. */
    Job usual(Random pick) {
        return herd.jobs().get(1 + pick.nextInt(herd.jobs().size() - RARE - 1));
    }

    /** Some of its runs, from all of its time. */
    List<Run> sample() {
        return sample;
    }

    /** Some of those that were requested under keys. */
    List<Run> keyed() {
        return keyed;
    }

    private Run run(long number) {
        Instant due = begin.plus(days.multipliedBy(number).dividedBy(rows));
        boolean asked = random.nextDouble() < ASKED;
        Run run = herd.run(job(number), asked ? new Cause.Requested("order-" + number) : new Cause.Fired(0), due);
        if (random.nextDouble() * rows < SAMPLE) {
            sample.add(run);
        }
        if (asked && random.nextDouble() * rows * ASKED < SAMPLE) {
            keyed.add(run);
        }
        return run;
    }

    private Job job(long number) {
        if (number < RARE) {
            return rare((int) number);
        }
        return random.nextInt(RUNS_OF_BUSY) == 0 ? busy() : usual(random);
    }

    private List<Write> end(Partition partition, Run run, RunId plan) {
        Instant at = run.dueAt().plusMillis(random.nextInt(10_000));
        int chance = random.nextInt(1_000);
        if (chance < 8) {
            return failed(partition, run, plan, at, chance < 3);
        }
        RunState state = chance < 11
                ? new RunState.Cancelled(null, null, at)
                : new RunState.Skipped(at, SkipReason.OVERLAP, 1, run.scheduledAt());
        Run ended = chance < 15 ? run.withState(state) : Cycles.succeeded(run, at);
        return List.of(new Write.UpdateRun(partition, ended, plan));
    }

    private static List<Write> failed(Partition partition, Run run, RunId plan, Instant at, boolean dead) {
        var writes = new ArrayList<Write>();
        var attempt = Cycles.attempt(run);
        writes.add(new Write.AddAttempt(partition, run.id(), attempt, at, ERROR));
        writes.add(new Write.UpdateRun(
                partition, run.handedOut(1, new RunState.Failed(attempt, run.dueAt(), at, ERROR)), plan));
        if (dead) {
            writes.add(new Write.MarkRun(partition, run.id(), new Mark.Dead(DeadReason.NO_COMPENSATION)));
        }
        return writes;
    }
}
