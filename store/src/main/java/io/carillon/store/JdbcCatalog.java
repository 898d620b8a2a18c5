package io.carillon.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.RunFilter;
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

/** What people read, by connections that never write. */
final class JdbcCatalog implements Catalog {

    private final JobCatalog jobs;
    private final RunCatalog runs;
    private final KeyCatalog keys;
    private final ResourceCatalog resources;
    private final Ownership ownership;

    JdbcCatalog(JobCatalog jobs, RunCatalog runs, KeyCatalog keys, ResourceCatalog resources, Ownership ownership) {
        this.jobs = jobs;
        this.runs = runs;
        this.keys = keys;
        this.resources = resources;
        this.ownership = ownership;
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return jobs.job(key);
    }

    @Override
    public Optional<Job> deletedDeclared(JobKey key) {
        return jobs.deleted(key);
    }

    @Override
    public List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit) {
        return jobs.jobs(namespace, afterName, limit);
    }

    @Override
    public List<Job> versions(JobKey key, int limit) {
        return jobs.versions(key, limit);
    }

    @Override
    public Optional<Run> run(Namespace namespace, RunId id) {
        return runs.run(namespace, id);
    }

    @Override
    public List<Run> runs(RunFilter filter, int limit) {
        return runs.runs(filter, limit);
    }

    @Override
    public List<Run> shards(RunId run, int limit) {
        return runs.shards(run, limit);
    }

    @Override
    public List<Run> shardsFrom(RunId run, int index, int limit) {
        return runs.shardsFrom(run, index, limit);
    }

    @Override
    public List<FailedAttempt> attempts(RunId run) {
        return runs.attempts(run);
    }

    @Override
    public Optional<RunId> requested(JobKey job, String runKey) {
        return keys.requested(job, runKey);
    }

    @Override
    public Map<String, RunId> requested(JobKey job, Set<String> runKeys) {
        return keys.requested(job, runKeys);
    }

    @Override
    public Optional<RunId> rerun(RunId of, String runKey) {
        return keys.rerun(of, runKey);
    }

    @Override
    public List<AppName> apps() {
        return jobs.apps();
    }

    @Override
    public Optional<Resource> resource(ResourceKey key) {
        return resources.resource(key);
    }

    @Override
    public List<Resource> resources(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit) {
        return resources.resources(kind, namespace, afterName, limit);
    }

    @Override
    public List<PartitionStatus> partitions() {
        return ownership.status();
    }
}
