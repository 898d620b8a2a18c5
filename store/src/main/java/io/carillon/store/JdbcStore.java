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
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The engine's store in a relational database. Calls block; they may come from any thread. */
public final class JdbcStore implements DurableStore {

    /** For each of two: what people read never takes a connection from the scheduler. */
    private static final int READERS = 4;

    private static final Lanes SERVER_LANES = new Lanes(2, 1);

    private final Dialect dialect;
    private final Writers writers;
    private final Readers readers;
    private final Readers peoplesReaders;
    private final @Nullable JdbcMembership shared;
    private final RestoreGuard guard;
    private final Indexing indexing;
    private final Committer committer;
    private final Ownership ownership;
    private final DefinitionReader definitions;
    private final WindowReader windows;
    private final Purger purger;
    private final JobCatalog jobs;
    private final ResourceCatalog resources;
    private final Catalog catalog;
    private final JdbcLogs logs;
    private final SetAside setAside = new SetAside();
    private final Documents documents = new Documents();
    private final Runnable release;

    private JdbcStore(
            SessionSource source,
            Dialect dialect,
            Writers writers,
            @Nullable JdbcMembership shared,
            Surroundings around) {
        this.dialect = dialect;
        this.shared = shared;
        this.writers = writers;
        Writer writer = writers.beside();
        this.readers = new Readers(source, dialect, READERS);
        this.peoplesReaders = new Readers(source, dialect, READERS);
        this.guard = RestoreGuard.open(readers, writer, around.landmarks());
        this.indexing = new Indexing(indexer(IndexSizes.USUAL));
        this.committer = new Committer(writers, readers, dialect, setAside, guard, indexing, around.place());
        JdbcStore first = around.first();
        StoreTime time = first == null ? session -> session.present(dialect) : _ -> first.present();
        this.resources = new ResourceCatalog(readers, setAside);
        this.ownership = new Ownership(writer, readers, dialect, setAside, time);
        this.definitions = new DefinitionReader(readers, documents, setAside, time);
        this.windows = new WindowReader(readers, dialect, documents, setAside);
        Archivist archivist =
                around.archive() == null ? null : new Archivist(around.archive(), readers, dialect, setAside);
        this.purger = new Purger(writer, readers, dialect, setAside, archivist);
        this.jobs = new JobCatalog(readers, setAside);
        this.catalog = new JdbcCatalog(
                new JobCatalog(peoplesReaders, setAside),
                new RunCatalog(peoplesReaders, dialect, setAside),
                new KeyCatalog(peoplesReaders, dialect),
                new ResourceCatalog(peoplesReaders, setAside),
                ownership);
        this.logs = new JdbcLogs(source, writers.ofLogs(), dialect, setAside, guard);
        this.release = around.release();
        indexing.start();
    }

    /** A store that one process has for itself. */
    static JdbcStore sole(SessionSource source, Dialect dialect, Surroundings around) {
        return new JdbcStore(source, dialect, Writers.one(source, dialect), null, around);
    }

    /** A store that several nodes share. */
    static JdbcStore shared(SessionSource source, Dialect dialect, Surroundings around) {
        return new JdbcStore(
                source, dialect, Writers.oneForEachLane(source, dialect), new JdbcMembership(source, dialect), around);
    }

    @Override
    public List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        guard.requireSound();
        documents.forgetVersions();
        return ownership.takeOver(node, ifEpoch);
    }

    @Override
    public List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough) {
        return definitions.of(partitions, enough);
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return jobs.job(key);
    }

    @Override
    public List<PartitionStatus> partitions() {
        guard.look();
        guard.requireSound();
        return ownership.status();
    }

    @Override
    public List<LoadedRun> load(RunWindow window) {
        return windows.load(window);
    }

    @Override
    public SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
        return windows.endedParts(runs);
    }

    @Override
    public SortedMap<RunId, Saved> saved(SortedSet<RunId> runs) {
        return readers.read(session -> SavedRows.read(runs, session));
    }

    @Override
    public Set<AppName> apps() {
        return new LinkedHashSet<>(jobs.apps());
    }

    @Override
    public List<Resource> resources() {
        return resources.all();
    }

    @Override
    public long resourceRevision() {
        return resources.revision();
    }

    @Override
    public CommitOutcome commit(CommitBatch batch) {
        return committer.commit(batch);
    }

    @Override
    public Purged purge(PurgeSlice slice) {
        guard.requireSound();
        committer.prepare(slice.at());
        return purger.purge(slice);
    }

    @Override
    public CommitOutcome outcomeOf(CommitBatch batch) {
        return committer.outcomeOf(batch);
    }

    @Override
    public long lastBatch(NodeId node) {
        return committer.last(node);
    }

    @Override
    public Lanes lanes() {
        return shared == null ? Lanes.ONE : SERVER_LANES;
    }

    /** What the database calls itself. */
    String name() {
        return readers.read(Timelines::name);
    }

    /** What time it is by the clock of this database. */
    Instant present() {
        return readers.read(session -> session.present(dialect));
    }

    /** What keeps the index of history, in parts of some sizes. */
    Indexer indexer(IndexSizes sizes) {
        return new Indexer(writers.beside(), readers, dialect, setAside, sizes);
    }

    /** What writes beside the commits. */
    Writer housekeeper() {
        return writers.beside();
    }

    Dialect dialect() {
        return dialect;
    }

    /** What the scheduler reads with. */
    Readers readers() {
        return readers;
    }

    @Override
    public List<String> away() {
        return List.of();
    }

    @Override
    public Membership membership() {
        return shared == null ? new SoleMember(readers, dialect) : shared;
    }

    @Override
    public Optional<Charter> charter() {
        return Optional.ofNullable(shared).map(members -> new JdbcCharter(members, dialect, name()));
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
        return readers.read(Secrets::ofCallbacks);
    }

    @Override
    public long rowsSetAside() {
        return setAside.count();
    }

    @Override
    public int pagesNotIndexed() {
        return indexing.fresh();
    }

    @Override
    public Optional<String> restored() {
        return guard.restored();
    }

    @Override
    public void acceptRestored() {
        guard.accept();
    }

    @Override
    public void close() {
        guard.close();
        indexing.close();
        purger.close();
        writers.close();
        readers.close();
        peoplesReaders.close();
        logs.close();
        if (shared != null) {
            shared.close();
        }
        release.run();
    }
}
