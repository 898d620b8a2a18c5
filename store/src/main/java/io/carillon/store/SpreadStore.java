package io.carillon.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.Charter;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Lanes;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.Membership;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Saved;
import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogStore;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that is spread over several databases, each a store of its own for the partitions that it {@linkplain Place holds}. Nothing is
 * ever committed in two of them together: a lane lies in one, because there are as many lanes as databases or a multiple of that.
 */
final class SpreadStore implements DurableStore {

    private static final Logger log = LoggerFactory.getLogger(SpreadStore.class);

    private final List<Site> sites;
    private final Lanes lanes;
    private final Catalog catalog;
    private final LogStore logs;
    private final Runnable release;

    /**
     * @param stores each at its place
     * @param release what to do after the last of them is closed
     */
    SpreadStore(List<JdbcStore> stores, Runnable release) {
        this.sites = new ArrayList<>();
        for (int number = 0; number < stores.size(); number++) {
            sites.add(new Site(new Place(number, stores.size()), stores.get(number)));
        }
        this.lanes = new Lanes(
                stores.stream().mapToInt(store -> store.lanes().count()).sum(), stores.size());
        this.catalog = new SpreadCatalog(sites);
        this.logs = new SpreadLogs(sites);
        this.release = release;
    }

    /** What could be taken, should some of the databases be away. */
    @Override
    public List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        var taken = new ArrayList<PartitionImage>();
        asMuchAsCanBe(site -> {
            var there = new TreeMap<>(ifEpoch);
            there.keySet().removeIf(partition -> !site.place().holds(partition));
            if (!there.isEmpty()) {
                taken.addAll(site.read(store -> store.takeOver(node, there)));
            }
        });
        taken.sort(Comparator.comparing(PartitionImage::partition));
        return taken;
    }

    /** Does something with each of the databases that are not away. Fails if there is none with which it works. */
    private void asMuchAsCanBe(Consumer<Site> work) {
        int failed = 0;
        for (Site site : sites) {
            try {
                site.requireAnswer();
                work.accept(site);
            } catch (StoreException failure) {
                log.debug("event=database-left-out reason=\"{}\"", failure.getMessage());
                if (++failed == sites.size()) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough) {
        var read = new ArrayList<PartitionJobs>();
        int known = 0;
        for (Partition partition : partitions) {
            if (!read.isEmpty() && known >= enough) {
                break;
            }
            var alone = new TreeSet<>(Set.of(partition));
            for (PartitionJobs next : of(partition).read(store -> store.jobs(alone, 1))) {
                read.add(next);
                known += next.jobs().size();
            }
        }
        return read;
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return Asking.all(sites, site -> site.read(store -> store.job(key))).stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public List<PartitionStatus> partitions() {
        sites.forEach(Site::ask);
        return sites.stream()
                .flatMap(site -> site.partitions().stream())
                .sorted(Comparator.comparing(PartitionStatus::partition))
                .toList();
    }

    @Override
    public List<LoadedRun> load(RunWindow window) {
        var read = new ArrayList<LoadedRun>();
        for (Site site : sites) {
            SortedSet<Partition> there = in(site, window.partitions());
            if (!there.isEmpty()) {
                read.addAll(site.read(store -> store.load(window.in(there))));
            }
        }
        return read.stream()
                .sorted(window.order())
                .limit(window.selection() instanceof RunWindow.Selection.Named ? read.size() : window.limit())
                .toList();
    }

    @Override
    public SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
        return ofRuns(runs, JdbcStore::endedParts);
    }

    @Override
    public SortedMap<RunId, Saved> saved(SortedSet<RunId> runs) {
        return ofRuns(runs, JdbcStore::saved);
    }

    private <T> SortedMap<RunId, T> ofRuns(
            SortedSet<RunId> runs, BiFunction<JdbcStore, SortedSet<RunId>, SortedMap<RunId, T>> question) {
        var found = new TreeMap<RunId, T>();
        for (Site site : sites) {
            var there = new TreeSet<>(runs);
            there.removeIf(run -> !site.place().holds(run.partition()));
            if (!there.isEmpty()) {
                found.putAll(site.read(store -> question.apply(store, there)));
            }
        }
        return found;
    }

    @Override
    public Set<AppName> apps() {
        return first().apps();
    }

    @Override
    public List<Resource> resources() {
        return sites.stream()
                .flatMap(site -> site.resources().all().stream())
                .sorted(Comparator.comparing(Resource::key))
                .toList();
    }

    /** Each database counts its own; their sum rises with any of them. */
    @Override
    public long resourceRevision() {
        return sites.stream().mapToLong(site -> site.resources().revision()).sum();
    }

    @Override
    public CommitOutcome commit(CommitBatch batch) {
        Site site = of(batch);
        if (!batch.fence().keySet().stream().allMatch(site.place()::holds)) {
            throw new IllegalStateException("lane " + batch.lane() + " lies in " + site.place()
                    + ", and its batch is about partitions " + batch.fence().keySet());
        }
        return site.store().commit(batch);
    }

    @Override
    public CommitOutcome outcomeOf(CommitBatch batch) {
        return of(batch).store().outcomeOf(batch);
    }

    @Override
    public Purged purge(PurgeSlice slice) {
        var purged = new ArrayList<Purged>();
        asMuchAsCanBe(site -> purged.add(site.store().purge(slice)));
        return new Purged(
                purged.stream().mapToInt(Purged::runs).sum(), purged.stream().anyMatch(Purged::more));
    }

    @Override
    public long lastBatch(NodeId node) {
        return stores(store -> store.lastBatch(node)).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElseThrow();
    }

    @Override
    public Lanes lanes() {
        return lanes;
    }

    @Override
    public List<String> away() {
        return sites.stream().skip(1).flatMap(site -> site.trouble().stream()).toList();
    }

    @Override
    public Membership membership() {
        return first().membership();
    }

    @Override
    public Optional<Charter> charter() {
        return first().charter();
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public LogStore logs() {
        return logs;
    }

    @Override
    public byte[] callbackSecret() {
        return first().callbackSecret();
    }

    @Override
    public long rowsSetAside() {
        return stores(JdbcStore::rowsSetAside).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public int pagesNotIndexed() {
        return stores(JdbcStore::pagesNotIndexed).stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    @Override
    public Optional<String> restored() {
        return stores(JdbcStore::restored).stream().flatMap(Optional::stream).findFirst();
    }

    /** Those that have not gone back have nothing to accept, and nobody is fenced out of them. */
    @Override
    public void acceptRestored() {
        sites.stream()
                .map(Site::store)
                .filter(store -> store.restored().isPresent())
                .forEach(JdbcStore::acceptRestored);
    }

    @Override
    public void close() {
        sites.forEach(site -> site.store().close());
        release.run();
    }

    private JdbcStore first() {
        return sites.getFirst().store();
    }

    private Site of(Partition partition) {
        return Site.of(partition, sites);
    }

    private Site of(CommitBatch batch) {
        return sites.get(lanes.databaseOf(batch.lane()));
    }

    private <T> List<T> stores(Function<JdbcStore, T> what) {
        return sites.stream().map(Site::store).map(what).toList();
    }

    private static SortedSet<Partition> in(Site site, SortedSet<Partition> partitions) {
        var there = new TreeSet<>(partitions);
        there.removeIf(partition -> !site.place().holds(partition));
        return there;
    }
}
