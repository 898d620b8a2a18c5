package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static io.carillon.store.Subject.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CommitOutcome;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a batch is grouped, its result is that of its writes one after the other. */
final class BatchOrderTest {

    private static final int WRITES = 120;
    private static final RunId WHOLE = RunId.firstOf(T0);

    @TempDir
    private Path parent;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void one_batch_has_the_result_of_its_writes_one_by_one(long seed) {
        try (Subject together = Subject.open(parent.resolve("together"));
                Subject singly = Subject.open(parent.resolve("singly"))) {
            List<Write> writes = writes(together, new Random(seed));

            CommitOutcome outcome = together.commit(writes.toArray(Write[]::new));
            writes.forEach(singly::commit);

            assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
            assertThat(runs(together)).isEqualTo(runs(singly)).hasSizeGreaterThan(10);
            assertThat(parts(together)).isEqualTo(parts(singly)).hasSizeGreaterThan(3);
            assertThat(together.store().catalog().jobs(Namespace.DEFAULT, Optional.empty(), 10))
                    .isEqualTo(singly.store().catalog().jobs(Namespace.DEFAULT, Optional.empty(), 10));
        }
    }

    private static List<Write> writes(Subject subject, Random random) {
        List<Job> jobs = List.of(subject.job("one"), subject.job("two"));
        var writes = new ArrayList<Write>(List.of(put(jobs.get(0)), put(jobs.get(1))));
        var runs = new ArrayList<Run>();
        var planned = new ArrayList<Run>();
        for (int i = 0; i < WRITES; i++) {
            Job job = jobs.get(random.nextInt(jobs.size()));
            Instant at = T0.plusSeconds(random.nextInt(20));
            if (random.nextInt(4) == 0) {
                Run run = subject.fired(job, at);
                planned.add(run);
                writes.add(new Write.InsertRun(PARTITION, run, run.id()));
            }
            if (random.nextInt(5) == 0 && !planned.isEmpty()) {
                leave(planned.remove(random.nextInt(planned.size())).withState(state(random, at)), writes);
            }
            writes.add(
                    switch (runs.isEmpty() ? 19 : random.nextInt(20)) {
                        case 0 -> new Write.WithdrawFires(PARTITION, job.id(), at);
                        case 1 -> new Write.CancelPending(PARTITION, job.id(), at);
                        case 2 -> put(job.withPaused(random.nextBoolean(), at));
                        case 3 -> new Write.DeleteJob(PARTITION, job.id(), job.createdAt());
                        case 4, 5, 6, 7, 8, 9, 10, 11 ->
                            update(any(runs, random).handedOut(random.nextInt(5), state(random, at)));
                        default -> insert(fresh(subject, job, at, random, runs));
                    });
        }
        return writes;
    }

    /** A plan of one run goes with it: so its writes mean the same in batches of their own. */
    private static void leave(Run run, List<Write> writes) {
        writes.add(new Write.UpdateRun(PARTITION, run, run.id()));
        writes.add(new Write.DropPlan(PARTITION, run.id()));
    }

    private static Run fresh(Subject subject, Job job, Instant at, Random random, List<Run> runs) {
        Cause cause = switch (random.nextInt(5)) {
            case 0, 1 -> new Cause.Fired(0);
            case 2, 3 -> new Cause.Requested(null);
            default -> new Cause.Shard(WHOLE, runs.size(), WRITES);
        };
        Run run = subject.run(job, at, cause);
        runs.add(run);
        return run;
    }

    private static Run any(List<Run> runs, Random random) {
        return runs.get(random.nextInt(runs.size()));
    }

    private static RunState state(Random random, Instant at) {
        return switch (random.nextInt(4)) {
            case 0 -> new RunState.Pending();
            case 1 -> new RunState.Working(ATTEMPT, at);
            case 2 -> new RunState.Waiting(at, at, null);
            default -> new RunState.Succeeded(ATTEMPT, at, at, null);
        };
    }

    private static List<Run> runs(Subject subject) {
        return subject.store().catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 1000);
    }

    private static List<Run> parts(Subject subject) {
        return subject.store().catalog().shards(WHOLE, 1_000);
    }
}
