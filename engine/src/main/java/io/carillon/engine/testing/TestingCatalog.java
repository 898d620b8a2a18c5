package io.carillon.engine.testing;

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
import java.util.TreeMap;

/** What people read of a {@link TestingStore}. */
final class TestingCatalog implements Catalog {

    private final TestingStore store;

    TestingCatalog(TestingStore store) {
        this.store = store;
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return store.read(tables -> tables.job(key));
    }

    @Override
    public Optional<Job> deletedDeclared(JobKey key) {
        return store.read(tables -> tables.deletedDeclared(key));
    }

    @Override
    public List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit) {
        return store.read(tables -> tables.jobs(namespace, afterName, limit));
    }

    @Override
    public List<Job> versions(JobKey key, int limit) {
        return store.read(tables -> tables.versions(key, limit));
    }

    @Override
    public Optional<Run> run(Namespace namespace, RunId id) {
        return store.read(tables -> tables.run(id))
                .filter(run -> run.job().namespace().equals(namespace));
    }

    @Override
    public List<Run> runs(RunFilter filter, int limit) {
        return store.read(tables -> tables.runs(filter, limit));
    }

    @Override
    public List<Run> shards(RunId run, int limit) {
        return shardsFrom(run, 0, limit).stream().map(Run::withoutPayload).toList();
    }

    @Override
    public List<Run> shardsFrom(RunId run, int index, int limit) {
        return store.read(tables -> tables.parts(run).skip(index).limit(limit).toList());
    }

    @Override
    public List<FailedAttempt> attempts(RunId run) {
        return store.read(tables -> tables.attempts(run));
    }

    @Override
    public Optional<RunId> requested(JobKey job, String runKey) {
        return store.read(tables -> tables.requested(job, runKey));
    }

    @Override
    public Map<String, RunId> requested(JobKey job, Set<String> runKeys) {
        var found = new TreeMap<String, RunId>();
        runKeys.forEach(key -> requested(job, key).ifPresent(run -> found.put(key, run)));
        return found;
    }

    @Override
    public Optional<RunId> rerun(RunId of, String runKey) {
        return store.read(tables -> tables.rerun(of, runKey));
    }

    @Override
    public List<AppName> apps() {
        return List.copyOf(store.apps());
    }

    @Override
    public Optional<Resource> resource(ResourceKey key) {
        return store.read(tables -> tables.resources().find(key));
    }

    @Override
    public List<Resource> resources(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit) {
        return store.read(tables -> tables.resources().list(kind, namespace, afterName, limit));
    }

    @Override
    public List<PartitionStatus> partitions() {
        return store.partitions();
    }
}
