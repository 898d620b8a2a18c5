package io.carillon.benchmarks.store;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Commits what a healthy fire costs, as the engine does: it is inserted ahead of its instant in one batch, and its success is
 * written in a later one. Prints the cycles of a second, and the processor's time that one took.
 */
public final class StoreCycles {

    private static final int BATCH = 1_000;
    private static final int IN_FLIGHT = 8;
    private static final int JOBS = 20_000;
    private static final int PARTITIONS = 64;
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 5;
    private static final NodeId NODE = new NodeId("node-1");

    private final TestBench bench;
    private final int batchesInRound;
    private final Herd herd = new Herd(JOBS, PARTITIONS);
    private final ArrayDeque<List<Run>> inFlight = new ArrayDeque<>();
    private final TreeMap<Partition, Epoch> fence = new TreeMap<>();
    private long batches;

    private StoreCycles(TestBench bench, int batchesInRound) {
        this.bench = bench;
        this.batchesInRound = batchesInRound;
    }

    /**
     * Measures once.
     *
     * @param args the database, and the batches of a round
     */
    public static void main(String[] args) throws Exception {
        try (var bench = TestBench.of(args[0])) {
            say(bench.product());
            new StoreCycles(bench, Integer.parseInt(args[1])).measure();
        }
    }

    private void measure() {
        var absent = new TreeMap<Partition, Epoch>();
        herd.partitions().forEach(partition -> absent.put(partition, Epoch.NONE));
        bench.store().takeOver(NODE, absent).forEach(image -> fence.put(image.partition(), image.epoch()));
        for (List<Job> some : herd.jobsInParts(BATCH)) {
            commit(
                    Instant.now(),
                    some.stream()
                            .<Write>map(job -> new Write.PutJob(job.id().partition(), job))
                            .toList());
        }
        cycle(WARM_UP);
        for (int round = 1; round <= ROUNDS; round++) {
            report(round);
        }
    }

    private void report(int round) {
        long cpu = cpuNanos();
        long database = bench.cpuMicros();
        long start = System.nanoTime();
        cycle(batchesInRound);
        double seconds = (System.nanoTime() - start) / 1e9;
        double databaseMicros = bench.cpuMicros() - database;
        double cycles = (double) BATCH * batchesInRound;
        say(String.format(
                Locale.ROOT,
                "round %d: %,.0f cycles/s, %.1f µs CPU a cycle, of it %.1f in the database's own process",
                round,
                cycles / seconds,
                (cpuNanos() - cpu) / 1e3 / cycles + databaseMicros / cycles,
                databaseMicros / cycles));
    }

    /** What is finished was inserted some batches ago, as it is while work takes its time. */
    private void cycle(int count) {
        for (int i = 0; i < count; i++) {
            Instant now = Instant.now();
            List<Run> fresh = herd.fire(BATCH, now);
            var writes = new ArrayList<Write>();
            plans(fresh)
                    .forEach((partition, plan) -> plan.forEach(run -> writes.add(
                            new Write.InsertRun(partition, run, plan.getFirst().id()))));
            herd.partitions()
                    .forEach(partition -> writes.add(new Write.MovePartition(partition, now, herd.lastId(partition))));
            commit(now, writes);
            inFlight.add(fresh);
            if (inFlight.size() > IN_FLIGHT) {
                finish(inFlight.remove(), now);
            }
        }
    }

    private void finish(List<Run> runs, Instant now) {
        var writes = new ArrayList<Write>();
        plans(runs).forEach((partition, plan) -> {
            RunId id = plan.getFirst().id();
            plan.forEach(run -> writes.add(new Write.UpdateRun(partition, succeeded(run, now), id)));
            writes.add(new Write.DropPlan(partition, id));
        });
        commit(now, writes);
    }

    private static Map<Partition, List<Run>> plans(List<Run> runs) {
        return runs.stream()
                .collect(Collectors.groupingBy(run -> run.id().partition(), TreeMap::new, Collectors.toList()));
    }

    private static Run succeeded(Run run, Instant now) {
        var attempt = new Attempt(new Token(new Epoch(1), 1), new WorkerId("worker-1"), run.dueAt());
        return run.handedOut(1, new RunState.Succeeded(attempt, run.dueAt(), now, null));
    }

    private void commit(Instant now, List<Write> writes) {
        CommitOutcome outcome = bench.store().commit(new CommitBatch(NODE, ++batches, now, fence, writes));
        if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
            throw new IllegalStateException("batch " + batches + ": " + outcome);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    @SuppressWarnings("SystemOut") // Whoever measures reads it there.
    private static void say(String line) {
        System.out.println(line);
    }
}
