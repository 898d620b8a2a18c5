package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;

/** What happened, for logs, metrics and tests alike: all of them observe the same thing. */
public sealed interface Note {

    /** Something became of a run. */
    sealed interface OfRun extends Note {}

    /** A worker said something besides, or too late: no run is moved by it. */
    sealed interface OfReport extends Note {}

    /** Somebody changed a definition. */
    sealed interface OfDefinition extends Note {}

    /** A worker came or went. */
    sealed interface OfWorker extends Note {}

    /** What this node owns changed, or whether it may act on it. */
    sealed interface OfOwnership extends Note {}

    /** Something about what is stored, and what of it is in memory. */
    sealed interface OfStore extends Note {}

    record PartitionsTaken(int count, Epoch highest) implements OfOwnership {}

    /** Partitions were handed over to whom they belong now. */
    record PartitionsHandedOver(int count) implements OfOwnership {}

    /** The lease could not be renewed in time: nothing is handed out until it is. */
    record LeaseLapsed(int partitions) implements OfOwnership {}

    record LeaseRegained(int partitions) implements OfOwnership {}

    /** The fence refused this node's writes: another node owns the partition. */
    record PartitionLost(Partition partition) implements OfOwnership {}

    /**
     * One of several databases has been away for too long: its partitions are let go of until it answers.
     *
     * @param database its number, from 0
     */
    record DatabaseLeft(int database, int partitions) implements OfOwnership {}

    record JobChanged(Job job, String change) implements OfDefinition {}

    record ResourceChanged(Resource resource, String change) implements OfDefinition {}

    /**
     * A worker was given a run.
     *
     * @param lateness how long after its instant that was
     * @param queued how long it had waited since it last became ready
     */
    record RunHandedOut(Run run, Attempt attempt, Duration lateness, Duration queued) implements OfRun {}

    /** A run is done in so many parts from now on. */
    record RunSplit(RunId run, JobKey job, int shards) implements OfRun {}

    /**
     * An attempt has found out into which parts the work of its run falls, or of a part of it.
     *
     * @param by whose attempt: the run's own, or that of one of its parts
     */
    record PartsFound(RunId run, JobKey job, RunId by, int shards) implements OfRun {}

    record RunRetried(RunId run, JobKey job, RunError error, Instant notBefore) implements OfRun {}

    /** The task of a run asked for another attempt later. */
    record RunPostponed(RunId run, JobKey job, String reason, Instant notBefore) implements OfRun {}

    /** A run did what it was for, or will not; a part of another run may have been left out. */
    record RunEnded(Run run) implements OfRun {}

    /** A run as a whole was left out. */
    record RunSkipped(RunId run, JobKey job, SkipReason reason, long count) implements OfRun {}

    /** A run failed for good, and another makes up for it. */
    record RunCompensated(RunId run, JobKey job, RunId by, JobKey byJob) implements OfRun {}

    /** A run failed for good, and nothing makes up for it: it is a dead letter. */
    record RunDied(RunId run, JobKey job, DeadReason reason) implements OfRun {}

    /** Runs that ended long ago were deleted. */
    record HistoryPurged(int runs) implements OfStore {}

    /** An attempt has saved something for those that come after it. */
    record WorkSaved(RunId run, boolean step) implements OfReport {}

    /** What an attempt wanted to save is not kept. */
    record SavingRefused(RunId run, WorkerId worker, String reason) implements OfReport {}

    /** A report that changed nothing, kept as evidence. */
    record ReportIgnored(RunId run, WorkerId worker, String reason) implements OfReport {}

    record WorkerJoined(WorkerFacts worker) implements OfWorker {}

    record WorkerLost(WorkerId worker, int attempts) implements OfWorker {}

    /** Memory is as full as this band may make it: what comes now waits in the store. */
    record BandShed(Band band) implements OfStore {}

    /** The runs of this band are all in memory again, but for those that are far from due. */
    record BandResumed(Band band) implements OfStore {}

    /** A job has more runs than its share of memory: the rest waits in the store. */
    record JobParked(JobKey job, Band band) implements OfStore {}

    /** The runs of a job fit into memory again. */
    record JobUnparked(JobKey job, Band band) implements OfStore {}

    /** An app has more runs of a namespace than its share of memory: the rest waits in the store. */
    record AppParked(Namespace namespace, AppName app, Band band) implements OfStore {}

    /** The runs of an app fit into memory again, or are read with everybody else's anew. */
    record AppUnparked(Namespace namespace, AppName app, Band band) implements OfStore {}

    /** A breaker opened, half-opened or closed. */
    record BreakerMoved(Guarded of, BreakerState to) implements Note {}

    /** Where a breaker stands. */
    enum BreakerState {
        /** Everything goes. */
        CLOSED,
        /** Nothing goes until its pause is over. */
        OPEN,
        /** One attempt goes, and decides. */
        HALF_OPEN
    }

    /**
     * The store refuses a write for good, and it was left out.
     *
     * @param what the write, without what it carries
     */
    record WriteRefused(String what, String reason) implements OfStore {}

    record CommitFailed(int lane, long number, String reason) implements OfStore {}
}
