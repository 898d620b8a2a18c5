package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunStatus;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Everything that can reach the core. */
public sealed interface Event {

    /** What a worker says, or what is heard of its connection. */
    sealed interface OfWorker extends Event {

        SessionId session();
    }

    /** Time has passed; nothing else has happened. */
    record Tick() implements Event {}

    /**
     * The node owns these partitions now, and has yet to read their jobs.
     *
     * @param resources all there are: jobs name them wherever they live
     */
    record TookOver(List<PartitionImage> partitions, Set<AppName> apps, List<Resource> resources) implements Event {}

    /**
     * The answer to {@link Effect.ReadJobs}: partitions that are missing are asked for again.
     *
     * @param due of the runs of those that are there
     */
    record JobsRead(SortedMap<Partition, Epoch> of, List<PartitionJobs> jobs, DueRuns due) implements Event {}

    /** {@link Effect.ReadJobs} failed; it will be asked again. */
    record JobsUnread(SortedMap<Partition, Epoch> of) implements Event {}

    /** All resources as they stand in the store: some of another node's may have changed. */
    record ResourcesRead(List<Resource> resources) implements Event {}

    /** All apps as they stand in the store: another node may have heard of one first. */
    record AppsRead(Set<AppName> apps) implements Event {}

    /** {@link Effect.TakeOver} failed, or another node was quicker with all of it. */
    record TakeOverFailed() implements Event {}

    /** The answer to {@link Effect.Renew}: who is there, and, read after that, who owns what. */
    record Renewed(long number, Members members, SortedMap<Partition, PartitionStatus> partitions) implements Event {}

    record RenewFailed(long number) implements Event {}

    /** The answer to {@link Effect.Look}. */
    record Looked(long number, SortedMap<Partition, PartitionStatus> partitions) implements Event {}

    /** {@link Effect.Look} failed; it will be asked again. */
    record LookFailed(long number) implements Event {}

    /** The answer to {@link Effect.Recall}. */
    record WorkerHolds(SessionId session, List<HeldAttempt> holding) implements OfWorker {}

    /** The answer to {@link Effect.Load}: fewer runs than asked for means that there are no more. */
    record Loaded(RunWindow window, List<LoadedRun> runs) implements Event {}

    /** {@link Effect.Load} failed; it will be asked again. */
    record LoadFailed(RunWindow window) implements Event {}

    /** The answer to {@link Effect.ReadParts}: the parts that have ended, by their indices; nothing of a run that has no such part. */
    record PartsRead(long number, SortedMap<RunId, SortedMap<Integer, RunStatus>> ended) implements Event {

        SortedMap<Integer, RunStatus> endedOf(RunId run) {
            return ended.getOrDefault(run, Collections.emptySortedMap());
        }
    }

    /** {@link Effect.ReadParts} failed; it will be asked again. */
    record PartsReadFailed(long number) implements Event {}

    /** The answer to {@link Effect.ReadSaved}; a run of which nothing is saved may be missing. */
    record SavedRead(long number, SortedMap<RunId, Saved> saved) implements Event {}

    /** {@link Effect.ReadSaved} failed; it will be asked again. */
    record SavedUnread(long number) implements Event {}

    /** The answer to {@link Effect.ReadJob}; null if there is no such job. */
    record JobRead(JobKey key, @Nullable Job job) implements Event {}

    /** {@link Effect.ReadJob} failed; it will be asked again. */
    record JobUnread(JobKey key) implements Event {}

    /** The answer to {@link Effect.Purge}; null if it failed. */
    record PurgeEnded(@Nullable Purged purged) implements Event {}

    /** The answer to {@link Effect.Commit} and to {@link Effect.Resolve}. */
    record CommitEnded(int lane, long number, CommitOutcome outcome) implements Event {

        public static CommitEnded of(CommitBatch batch, CommitOutcome outcome) {
            return new CommitEnded(batch.lane(), batch.number(), outcome);
        }
    }

    record WorkerJoined(SessionId session, WorkerFacts worker) implements OfWorker {}

    /** The worker takes no more, and finishes what it has. */
    record WorkerDraining(SessionId session) implements OfWorker {}

    /** A worker is about to end: it holds nothing and takes nothing, so that what was sent and it has not begun never begins. */
    record WorkerDone(SessionId session) implements OfWorker {}

    /** How busy a worker's machine is has changed. */
    record WorkerLoaded(SessionId session, WorkerLoad load) implements OfWorker {}

    /**
     * A worker grants slots to this node, or takes some back.
     *
     * @param granted how many attempts it may have been sent since it connected
     * @param othersHaveSome whether it grants slots to other nodes too
     * @param confirm the number by which it wants to know what counts; 0 if it does not
     */
    record WorkerGranted(SessionId session, long granted, boolean othersHaveSome, int confirm) implements OfWorker {}

    /** Time to tell a worker again how many runs wait for its slots. */
    record WorkerAsks(SessionId session) implements OfWorker {}

    record WorkerLeft(SessionId session) implements OfWorker {}

    record Reported(SessionId session, List<Report> reports) implements OfWorker {}

    record Asked(CommandId id, Command command) implements Event {}

    /** The clocks of these time zones, by their names, change by other rules from now on than they did. */
    record ZoneRulesChanged(Set<String> zones) implements Event {}

    /** The node is about to leave: hand its partitions over. */
    record Leaving() implements Event {}
}
