package io.carillon.benchmarks.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Store;
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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Commits as the engine does: runs are recorded in plans ahead of their instants, and how each ends is written in a later batch. */
final class Cycles {

    private static final int IN_FLIGHT = 8;
    private static final int JOBS_IN_BATCH = 1_000;
    private static final NodeId NODE = new NodeId("node-1");

    private final Store store;
    private final Herd herd;
    private final int lane;
    private final ArrayDeque<List<Run>> inFlight = new ArrayDeque<>();
    private final TreeMap<Partition, Epoch> fence = new TreeMap<>();
    private long batches;

    Cycles(Store store, Herd herd) {
        this(store, herd, 0);
    }

    /** @param lane others commit in other lanes, of other partitions */
    Cycles(Store store, Herd herd, int lane) {
        this.store = store;
        this.herd = herd;
        this.lane = lane;
    }

    /** Says how a run that stands in a plan ends, in writes of its partition. */
    interface Ending {

        List<Write> of(Partition partition, Run run, RunId plan);
    }

    /** Takes the partitions and puts the jobs there. */
    void begin() {
        var absent = new TreeMap<Partition, Epoch>();
        herd.partitions().forEach(partition -> absent.put(partition, Epoch.NONE));
        store.takeOver(NODE, absent).forEach(image -> fence.put(image.partition(), image.epoch()));
        for (List<Job> some : herd.jobsInParts(JOBS_IN_BATCH)) {
            commit(
                    Instant.now(),
                    some.stream()
                            .<Write>map(job -> new Write.PutJob(job.id().partition(), job))
                            .toList());
        }
    }

    /** Fires end well some batches after they were recorded, as it is while work takes its time. */
    void cycle(int fires) {
        Instant now = Instant.now();
        List<Run> fresh = herd.fire(fires, now);
        record(fresh, now);
        inFlight.add(fresh);
        if (inFlight.size() > IN_FLIGHT) {
            finish(
                    inFlight.remove(),
                    now,
                    (partition, run, plan) -> List.of(new Write.UpdateRun(partition, succeeded(run, now), plan)));
        }
    }

    void record(List<Run> runs, Instant now) {
        var writes = new ArrayList<Write>();
        plans(runs)
                .forEach((partition, plan) -> plan.forEach(run -> writes.add(
                        new Write.InsertRun(partition, run, plan.getFirst().id()))));
        herd.partitions()
                .forEach(partition -> writes.add(new Write.MovePartition(partition, now, herd.lastId(partition))));
        commit(now, writes);
    }

    void finish(List<Run> runs, Instant now, Ending ending) {
        var writes = new ArrayList<Write>();
        plans(runs).forEach((partition, plan) -> {
            RunId id = plan.getFirst().id();
            plan.forEach(run -> writes.addAll(ending.of(partition, run, id)));
            writes.add(new Write.DropPlan(partition, id));
        });
        commit(now, writes);
    }

    static Run succeeded(Run run, Instant finishedAt) {
        return run.handedOut(1, new RunState.Succeeded(attempt(run), run.dueAt(), finishedAt, null));
    }

    static Attempt attempt(Run run) {
        return new Attempt(new Token(new Epoch(1), 1), new WorkerId("worker-1"), run.dueAt());
    }

    private static Map<Partition, List<Run>> plans(List<Run> runs) {
        return runs.stream()
                .collect(Collectors.groupingBy(run -> run.id().partition(), TreeMap::new, Collectors.toList()));
    }

    private void commit(Instant now, List<Write> writes) {
        CommitOutcome outcome = store.commit(new CommitBatch(NODE, lane, ++batches, now, fence, writes));
        if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
            throw new IllegalStateException("batch " + batches + " of lane " + lane + ": " + outcome);
        }
    }
}
