package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import java.util.Map;
import java.util.TreeMap;

/** The plans that still grow: at most one for each partition, as long as the batch that it is written in has not been sent. */
final class Plans {

    /** A row of the store has to bear a plan. */
    private static final int MOST_RUNS = 1_000;

    private static final int LONGEST_PARAMS = 1_000;

    private final Map<Partition, Plan> open = new TreeMap<>();
    private final GroupCommit commit;

    Plans(GroupCommit commit) {
        this.commit = commit;
    }

    /**
     * Whether a run that is new in memory lives where its job does, so that whoever looks for it knows the partition of its plan, and
     * is small.
     */
    static boolean isPlannable(Run run) {
        return switch (run.cause()) {
            case Cause.Fired _, Cause.CaughtUp _, Cause.Requested _ ->
                run.params().text().length() <= LONGEST_PARAMS;
            case Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> false;
        };
    }

    /** The plan that a new run of a partition is recorded in. */
    Plan of(Run run) {
        Plan known = open.get(run.id().partition());
        Footing next = commit.next(run.id().partition());
        if (known != null && known.batch().equals(next) && known.size() < MOST_RUNS) {
            return known;
        }
        var fresh = new Plan(run.id(), next);
        open.put(run.id().partition(), fresh);
        return fresh;
    }

    /** The next run of a partition begins a plan of its own: one must not be spread over two owners. */
    void close(Partition partition) {
        open.remove(partition);
    }

    /**
     * The next run of whatever partition begins a plan of its own: one must not be spread over a write that searches, which divides all of
     * its batch and not only what it is about.
     */
    void closeAll() {
        open.clear();
    }

    /** Writes how a run is now; if it stood in a plan, it leaves it by that. Returns what rests on that. */
    Footing write(LiveRun run) {
        Plan plan = run.plan();
        if (plan == null) {
            return commit.write(new Write.UpdateRun(run.partition(), run.run()));
        }
        Footing batch = commit.write(new Write.UpdateRun(run.partition(), run.run(), plan.id()));
        if (plan.leave(run)) {
            commit.write(new Write.DropPlan(run.partition(), plan.id()));
            open.remove(run.partition(), plan);
        }
        return batch;
    }
}
