package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One change to the durable state. Changes of a batch are applied in order, in one transaction. */
public sealed interface Write {

    /** A change that only the owner of a partition may make. */
    sealed interface Fenced extends Write {

        Partition partition();
    }

    /** A change of a resource, in its home partition. */
    sealed interface OfResource extends Fenced {}

    /** Inserts or replaces a definition, and keeps this version of it for ever. */
    record PutJob(Partition partition, Job job) implements Fenced {}

    /**
     * Keeps a version of another partition's job beside the runs of this one that are made from it: the two partitions may lie in
     * databases of their own.
     *
     * @param at when such a run was made
     */
    record BorrowJob(Partition partition, Job job, Instant at) implements Fenced {}

    /** Its versions stay for as long as there are runs that were made from them. */
    record DeleteJob(Partition partition, JobId job, Instant at) implements Fenced {}

    /**
     * Records a run that is new.
     *
     * @param plan what it is written into with others of its partition and batch, named by the first of them: its owner keeps a run
     *     in memory for as long as it stands there. Null gives it a place of its own
     */
    record InsertRun(Partition partition, Run run, @Nullable RunId plan) implements Fenced {

        public InsertRun(Partition partition, Run run) {
            this(partition, run, null);
        }
    }

    /**
     * Says how a run is now.
     *
     * @param leaving the plan that it stood in until now; from here on it has a place of its own
     */
    record UpdateRun(Partition partition, Run run, @Nullable RunId leaving) implements Fenced {

        public UpdateRun(Partition partition, Run run) {
            this(partition, run, null);
        }
    }

    /** The last run has left a plan. What a take-over finds in one gets a place of its own. */
    record DropPlan(Partition partition, RunId plan) implements Fenced {}

    /** Notes something beside a run that has ended; means nothing once the run is gone. */
    record MarkRun(Partition partition, RunId run, Mark mark) implements Fenced {}

    /**
     * Takes back the fires of a job that were recorded ahead and are due after an instant; none of them stands in a plan.
     *
     * @param trigger the one whose fires are taken back; empty is every one
     */
    record WithdrawFires(Partition partition, JobId job, Instant after, OptionalInt trigger) implements Fenced {

        public WithdrawFires(Partition partition, JobId job, Instant after) {
            this(partition, job, after, OptionalInt.empty());
        }
    }

    /**
     * Cancels every run of a job in this partition that is recorded, not due and in no plan; parts of runs that are under way go on with
     * these.
     */
    record CancelPending(Partition partition, JobId job, Instant at) implements Fenced {}

    /** Everything up to the watermark is recorded; no id up to the last one will be made again. */
    record MovePartition(Partition partition, Instant watermark, long lastId) implements Fenced {}

    /**
     * The owner lets go.
     *
     * @param at no decision about the partition was later
     * @param whole whoever takes the partition next may rely on it that nothing of it was handed out unrecorded
     */
    record ReleasePartition(Partition partition, Instant at, boolean whole) implements Fenced {}

    /** Keeps the evidence of an attempt that did not end a run well. */
    record AddAttempt(Partition partition, RunId run, Attempt attempt, Instant endedAt, RunError error)
            implements Fenced {}

    /**
     * Keeps what an attempt has saved for those that come after it, in the place of what was saved under the same name.
     *
     * @param by the attempt
     */
    record Save(Partition partition, RunId run, Token by, Saved.Entry entry) implements Fenced {}

    /** A run has ended: nobody wants any more what its attempts have saved. */
    record DropSaved(Partition partition, RunId run) implements Fenced {}

    /** Inserts or replaces a resource; the store gives the change its revision. */
    record PutResource(Partition partition, Resource resource) implements OfResource {}

    /** Deletes a resource; that it was deleted stays known, with a revision of its own. */
    record DeleteResource(Partition partition, ResourceKey key, Instant at) implements OfResource {}

    /** A worker of this app has been here, or somebody has declared it. */
    record PutApp(AppName app, Instant at) implements Write {}
}
