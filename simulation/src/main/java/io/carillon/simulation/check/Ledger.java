package io.carillon.simulation.check;

import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is durable, kept a second time and by other means than the store's. */
public final class Ledger {

    private final TreeMap<Partition, Ownership> owners = new TreeMap<>();
    private final TreeMap<Partition, Instant> watermarks = new TreeMap<>();
    private final TreeMap<JobId, JobHistory> jobs = new TreeMap<>();
    private final TreeMap<RunId, Run> runs = new TreeMap<>();
    private final TreeMap<RunId, Run> live = new TreeMap<>();
    private final Set<Attempts.Key> over = new HashSet<>();
    private final TreeSet<AppName> apps = new TreeSet<>();
    private final Tolerance tolerance;
    private Instant now;

    Ledger(Instant start, Tolerance tolerance) {
        this.now = start;
        this.tolerance = tolerance;
    }

    /**
     * What the world does that no scheduler could make up for.
     *
     * @param recoveryGrace how long a new owner is to wait for workers to say what they hold
     */
    public record Tolerance(Duration recoveryGrace) {}

    record Ownership(NodeId node, Epoch epoch, Instant since) {}

    Instant now() {
        return now;
    }

    void setNow(Instant instant) {
        now = instant;
    }

    Tolerance tolerance() {
        return tolerance;
    }

    @Nullable
    Ownership owner(Partition partition) {
        return owners.get(partition);
    }

    /** How many partitions are a node's. */
    long partitionsOf(NodeId node) {
        return owners.values().stream()
                .filter(ownership -> ownership.node().equals(node))
                .count();
    }

    boolean owns(NodeId node, Partition partition, Epoch epoch) {
        Ownership ownership = owners.get(partition);
        return ownership != null
                && ownership.node().equals(node)
                && ownership.epoch().equals(epoch);
    }

    Collection<JobHistory> jobs() {
        return jobs.values();
    }

    Collection<Partition> partitions() {
        return watermarks.keySet();
    }

    @Nullable
    Instant watermark(Partition partition) {
        return watermarks.get(partition);
    }

    @Nullable
    JobHistory job(JobId id) {
        return jobs.get(id);
    }

    boolean knows(AppName app) {
        return apps.contains(app);
    }

    public @Nullable Run run(RunId id) {
        return runs.get(id);
    }

    public Collection<Run> runs() {
        return runs.values();
    }

    /** Whether a run has not ended. */
    boolean live(RunId run) {
        return live.containsKey(run);
    }

    /** Runs that have not ended. */
    public Collection<Run> live() {
        return live.values();
    }

    /** Whether it is written down that an attempt has ended: in an error, or given up. */
    boolean isOver(RunId run, Token attempt) {
        return over.contains(new Attempts.Key(run, attempt));
    }

    /** The definition that a run was made from. */
    JobSpec spec(Run run) {
        JobHistory history = jobs.get(run.jobId());
        if (history == null) {
            throw new IllegalStateException("a run of an unknown job: " + run);
        }
        return history.version(run.jobVersion()).spec();
    }

    void own(Happening.TookOver taken) {
        owners.put(taken.partition(), new Ownership(taken.node(), taken.epoch(), now));
    }

    /** A batch is a whole: what it releases is its writer's until its end. */
    void release(Partition partition) {
        owners.remove(partition);
    }

    void apply(Write write) {
        switch (write) {
            case Write.PutJob put ->
                jobs.computeIfAbsent(put.job().id(), _ -> new JobHistory(put.partition()))
                        .put(put.job());
            case Write.DeleteJob delete -> history(delete.job()).delete(now);
            case Write.InsertRun insert -> put(insert.run());
            case Write.UpdateRun update -> put(update.run());
            case Write.WithdrawFires withdraw -> withdrawn(withdraw).forEach(this::remove);
            case Write.CancelPending cancel -> {
                history(cancel.job()).ending(cancel.at());
                pending(run -> run.id().partition().equals(cancel.partition())
                                && run.jobId().equals(cancel.job())
                                && run.dueAt().isAfter(cancel.at())
                                && !(run.cause() instanceof Cause.Shard))
                        .forEach(run -> put(run.withState(new RunState.Cancelled(null, null, cancel.at()))));
            }
            case Write.MovePartition move -> watermarks.put(move.partition(), move.watermark());
            case Write.AddAttempt add ->
                over.add(new Attempts.Key(add.run(), add.attempt().token()));
            case Write.BorrowJob _,
                    Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.ReleasePartition _,
                    Write.MarkRun _,
                    Write.OfResource _ -> {}
            case Write.PutApp put -> apps.add(put.app());
        }
    }

    List<Run> withdrawn(Write.WithdrawFires withdraw) {
        return pending(run -> run.jobId().equals(withdraw.job())
                && run.dueAt().isAfter(withdraw.after())
                && isOf(run.cause(), withdraw.trigger()));
    }

    private static boolean isOf(Cause cause, OptionalInt trigger) {
        return switch (cause) {
            case Cause.Fired fired -> trigger.isEmpty() || fired.trigger() == trigger.getAsInt();
            case Cause.CaughtUp made -> trigger.isEmpty() || made.trigger() == trigger.getAsInt();
            case Cause.Requested _, Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> false;
        };
    }

    private List<Run> pending(Predicate<Run> which) {
        var found = new ArrayList<Run>();
        for (Run run : live.values()) {
            if (run.state() instanceof RunState.Pending && which.test(run)) {
                found.add(run);
            }
        }
        return found;
    }

    private JobHistory history(JobId id) {
        JobHistory history = jobs.get(id);
        if (history == null) {
            throw new IllegalStateException("job " + id + " is unknown");
        }
        return history;
    }

    private void put(Run run) {
        runs.put(run.id(), run);
        if (run.state() instanceof RunState.Final) {
            live.remove(run.id());
        } else {
            live.put(run.id(), run);
        }
    }

    private void remove(Run run) {
        runs.remove(run.id());
        live.remove(run.id());
    }
}
