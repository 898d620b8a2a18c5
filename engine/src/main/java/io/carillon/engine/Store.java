package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The durable half of the engine: what the shell calls on behalf of the core. Calls block and may be made from several threads;
 * a failure that leaves no doubt is a {@link StoreException}.
 */
public interface Store {

    /**
     * Makes a node the owner of partitions, each only if its epoch is still the expected one: each gets a higher epoch, so that no
     * former owner can write again. That each was taken no earlier than its former owners' last commits holds whatever has become
     * of the store's clock meanwhile. Partitions that do not exist, whose epoch is {@link Epoch#NONE}, are made, with their watermark
     * at the store's present. What the new epochs protect is read after that, at leisure: nobody else can change it any more.
     */
    List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch);

    /**
     * The jobs of partitions that are owned, in the order of the partitions: of all, or of as many as it takes to have read about so
     * many jobs. A partition is read whole or not at all, and one at least.
     *
     * @param enough how many jobs are enough to begin with no further partition
     */
    List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough);

    /** A job, whoever owns its partition. */
    Optional<Job> job(JobKey key);

    /** Who owns what, in the order of the partitions. */
    List<PartitionStatus> partitions();

    List<LoadedRun> load(RunWindow window);

    /** The parts of some runs that have ended, by their indices; nothing of a run that has no such part. */
    SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs);

    /** What attempts of some live runs have saved; nothing of a run of which nothing is. */
    SortedMap<RunId, Saved> saved(SortedSet<RunId> runs);

    Set<AppName> apps();

    /** All resources, in the order of their keys. */
    List<Resource> resources();

    /** The revision of the latest change of any resource; it rises with each, in the order of the commits. */
    long resourceRevision();

    /**
     * Applies a batch in one transaction: reads the epochs of its partitions with a lock that a take-over conflicts with, leaves
     * out what belongs to partitions that the writer lost, and stores the batch's number beside it.
     */
    CommitOutcome commit(CommitBatch batch);

    /**
     * Deletes some of the runs that ended on a day that lies wholly before the slice's instants, attempts that ended on such a day,
     * the keys of runs that were made on one, and at the end of a round the versions of jobs that were deleted as long ago and have
     * no runs left. What has not ended stays, whatever its age. Any node may ask, and several at once.
     */
    Purged purge(PurgeSlice slice);

    /** Whether the batch with this number, whose reply was lost, took place. */
    CommitOutcome outcomeOf(CommitBatch batch);
}
