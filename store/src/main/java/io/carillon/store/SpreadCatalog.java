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
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What people read of several databases: of a run in the one that its id names, all else everywhere. A page of a list is made of a
 * page of each; what is in the one is in no other, so that they are merged by the order of the list.
 */
final class SpreadCatalog implements Catalog {

    private static final Comparator<Run> LATEST_FIRST =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed();

    private final List<Site> sites;

    /** @param sites each at the place of its database */
    SpreadCatalog(List<Site> sites) {
        this.sites = sites;
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return one(each -> each.job(key));
    }

    @Override
    public Optional<Job> deletedDeclared(JobKey key) {
        return one(each -> each.deletedDeclared(key));
    }

    @Override
    public List<Job> jobs(Namespace namespace, Optional<String> afterName, int limit) {
        return page(
                each -> each.jobs(namespace, afterName, limit),
                Comparator.comparing(job -> job.key().name().value()),
                limit);
    }

    @Override
    public List<Job> versions(JobKey key, int limit) {
        return page(
                each -> each.versions(key, limit),
                Comparator.comparingInt(Job::version).reversed(),
                limit);
    }

    @Override
    public Optional<Run> run(Namespace namespace, RunId id) {
        return of(id).run(namespace, id);
    }

    @Override
    public List<Run> runs(RunFilter filter, int limit) {
        RunId whole = filter.shardOf();
        return whole == null
                ? page(each -> each.runs(filter, limit), LATEST_FIRST, limit)
                : of(whole).runs(filter, limit);
    }

    @Override
    public List<Run> shards(RunId run, int limit) {
        return of(run).shards(run, limit);
    }

    @Override
    public List<Run> shardsFrom(RunId run, int index, int limit) {
        return of(run).shardsFrom(run, index, limit);
    }

    @Override
    public List<FailedAttempt> attempts(RunId run) {
        return of(run).attempts(run);
    }

    @Override
    public Optional<RunId> requested(JobKey job, String runKey) {
        return one(each -> each.requested(job, runKey));
    }

    @Override
    public Map<String, RunId> requested(JobKey job, Set<String> runKeys) {
        var found = new TreeMap<String, RunId>();
        everywhere(each -> each.requested(job, runKeys)).forEach(found::putAll);
        return found;
    }

    @Override
    public Optional<RunId> rerun(RunId of, String runKey) {
        return of(of).rerun(of, runKey);
    }

    @Override
    public List<AppName> apps() {
        return sites.getFirst().catalog().apps();
    }

    @Override
    public Optional<Resource> resource(ResourceKey key) {
        return one(each -> each.resource(key));
    }

    @Override
    public List<Resource> resources(ResourceKind kind, Namespace namespace, Optional<String> afterName, int limit) {
        return page(
                each -> each.resources(kind, namespace, afterName, limit),
                Comparator.comparing(resource -> resource.key().name()),
                limit);
    }

    @Override
    public List<PartitionStatus> partitions() {
        return page(Catalog::partitions, Comparator.comparing(PartitionStatus::partition), Integer.MAX_VALUE);
    }

    private Catalog of(RunId run) {
        return Site.of(run.partition(), sites).catalog();
    }

    private <T> Optional<T> one(Function<Catalog, Optional<T>> question) {
        return everywhere(question).stream().flatMap(Optional::stream).findFirst();
    }

    private <T> List<T> page(Function<Catalog, List<T>> question, Comparator<? super T> order, int limit) {
        return everywhere(question).stream()
                .flatMap(List::stream)
                .sorted(order)
                .limit(limit)
                .toList();
    }

    private <T> List<T> everywhere(Function<Catalog, T> question) {
        return Asking.all(sites, site -> question.apply(site.catalog()));
    }
}
