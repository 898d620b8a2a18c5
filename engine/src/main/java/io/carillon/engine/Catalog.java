package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people read: committed state only, straight from the store, never through a loop. Lists are paged by key, so that a page
 * costs the same wherever it is, and rows that come or go never shift the others.
 */
public interface Catalog {

    Optional<Job> job(JobKey key);

    /** Of the jobs of this name that were deleted although code declared them the latest, as it was; it stays known for ever. */
    Optional<Job> deletedDeclared(JobKey key);

    /** Jobs of a namespace in the order of their names, after a name. */
    List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit);

    /** The versions of a job that exists, latest first. */
    List<Job> versions(JobKey key, int limit);

    Optional<Run> run(Namespace namespace, RunId id);

    /** Runs that match a filter, the latest due first. */
    List<Run> runs(RunFilter filter, int limit);

    /** The first parts of a run that was split, in the order of their indices, without what they were given and what came out. */
    List<Run> shards(RunId run, int limit);

    /** Its parts from an index on, whole. */
    List<Run> shardsFrom(RunId run, int index, int limit);

    /** The attempts of a run that did not end it well, in their order. */
    List<FailedAttempt> attempts(RunId run);

    /** The run that somebody asked for under a key. */
    Optional<RunId> requested(JobKey job, String runKey);

    /** Of these keys, those under which somebody asked for a run, with the runs. */
    Map<String, RunId> requested(JobKey job, Set<String> runKeys);

    /** The run that somebody asked for under a key to do a former one's work again. */
    Optional<RunId> rerun(RunId of, String runKey);

    List<AppName> apps();

    Optional<Resource> resource(ResourceKey key);

    /** Resources of one kind in a namespace in the order of their names, after a name. */
    List<Resource> resources(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit);

    List<PartitionStatus> partitions();
}
