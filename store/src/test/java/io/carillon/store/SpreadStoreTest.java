package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.NODE;
import static io.carillon.store.Subject.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.RunFilter;
import io.carillon.engine.RunWindow;
import io.carillon.engine.StoreException;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is particular about a cluster that is spread over two real servers. */
final class SpreadStoreTest {

    /** One in each database. */
    private static final Partition EVEN = new Partition(4);

    private static final Partition ODD = new Partition(7);

    private static final AtomicInteger databases = new AtomicInteger();

    @TempDir
    static Path directory;

    private static List<DatabaseServer> servers = List.of();

    @TempDir
    private Path data;

    private final TreeMap<Partition, Epoch> epochs = new TreeMap<>();
    private final List<DurableStore> open = new ArrayList<>();
    private List<String> urls = List.of();
    private long batches;

    @BeforeAll
    static void start() {
        servers = Stream.of("first", "second")
                .<DatabaseServer>map(name -> PostgresServer.start(directory.resolve(name)))
                .toList();
    }

    @AfterAll
    static void stop() {
        servers.forEach(DatabaseServer::close);
    }

    @AfterEach
    void closeAll() {
        open.forEach(DurableStore::close);
        open.clear();
        epochs.clear();
    }

    private DurableStore create() {
        String name = "spread_" + databases.incrementAndGet();
        urls = servers.stream().map(server -> server.create(name)).toList();
        DurableStore store = open(urls);
        take(store, EVEN, ODD);
        return store;
    }

    private DurableStore open(List<String> named) {
        DurableStore store = ServerDatabases.open(data, named, DatabaseServer.USER, DatabaseServer.PASSWORD, null);
        open.add(store);
        return store;
    }

    private List<PartitionImage> take(DurableStore store, Partition... partitions) {
        var ifEpoch = new TreeMap<Partition, Epoch>();
        for (Partition partition : partitions) {
            ifEpoch.put(partition, epochs.getOrDefault(partition, Epoch.NONE));
        }
        List<PartitionImage> taken = store.takeOver(NODE, ifEpoch);
        taken.forEach(image -> epochs.put(image.partition(), image.epoch()));
        return taken;
    }

    private CommitBatch batch(Partition partition, Write... writes) {
        var fence = new TreeMap<>(Map.of(partition, epochs.getOrDefault(partition, Epoch.NONE)));
        return new CommitBatch(NODE, partition.number() % 2, ++batches, T0, fence, List.of(writes));
    }

    private static Job job(Partition partition, String name, long last) {
        var task = new TaskSpec("noop", new AppName("shop"), Json.Obj.EMPTY, Json.Obj.EMPTY);
        var id = new JobId(new IdSequence(partition, last).next(T0));
        return new Job(
                id, JobKey.of("default", name), 1, Map.of(), JobSpec.of(task).build(), false, T0, T0);
    }

    private static Run run(IdSequence ids, Job job, Cause cause) {
        return new Run(
                new RunId(ids.next(T0)),
                job.id(),
                job.key(),
                job.version(),
                cause,
                T0,
                T0,
                Priority.DEFAULT,
                Json.Obj.EMPTY,
                0,
                0,
                new RunState.Pending());
    }

    private static List<LoadedRun> live(DurableStore store) {
        return store.load(new RunWindow(
                new TreeSet<>(Set.of(EVEN, ODD)),
                new RunWindow.Selection.OfBand(Band.NORMAL, new TreeSet<>()),
                null,
                null,
                T0.plusSeconds(1),
                10));
    }

    private static List<Run> listed(DurableStore store, Job job) {
        return store.catalog()
                .runs(new RunFilter(job.key().namespace(), job.key().name(), Set.of(), null, null, null), 10);
    }

    /** A rerun of a failed run may stand in another database than its job; there it has all that it is read with. */
    @Test
    void a_run_of_another_databases_job_is_read_with_the_version_that_it_was_made_from() {
        DurableStore store = create();
        Job job = job(ODD, "there", 0);
        Run rerun = run(new IdSequence(EVEN, 0), job, new Cause.Rerun(new RunId(1), null));
        store.commit(batch(ODD, new Write.PutJob(ODD, job)));

        CommitOutcome outcome =
                store.commit(batch(EVEN, new Write.BorrowJob(EVEN, job, T0), new Write.InsertRun(EVEN, rerun)));
        List<LoadedRun> loaded = live(store);
        store.commit(
                batch(EVEN, new Write.UpdateRun(EVEN, rerun.withState(new RunState.Succeeded(ATTEMPT, T0, T0, null)))));

        assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(loaded).singleElement().isEqualTo(new LoadedRun(rerun, job.spec()));
        assertThat(listed(store, job)).extracting(Run::id).containsExactly(rerun.id());
        assertThat(store.catalog().run(new Namespace("default"), rerun.id())).isPresent();
        assertThat(store.catalog().jobs(new Namespace("default"), Optional.empty(), 10))
                .containsExactly(job);
    }

    @Test
    void a_borrowed_version_stays_while_a_run_of_it_is_alive_and_goes_with_the_last_one() {
        DurableStore store = create();
        Job job = job(ODD, "there", 0);
        Run rerun = run(new IdSequence(EVEN, 0), job, new Cause.Rerun(new RunId(1), null));
        store.commit(batch(ODD, new Write.PutJob(ODD, job)));
        store.commit(batch(EVEN, new Write.BorrowJob(EVEN, job, T0), new Write.InsertRun(EVEN, rerun)));

        purge(store, T0.plus(Duration.ofDays(50)));
        List<LoadedRun> alive = live(store);
        Instant end = T0.plus(Duration.ofDays(50));
        store.commit(batch(
                EVEN, new Write.UpdateRun(EVEN, rerun.withState(new RunState.Succeeded(ATTEMPT, T0, end, null)))));
        purge(store, T0.plus(Duration.ofDays(60)));
        List<Run> ended = listed(store, job);
        purge(store, T0.plus(Duration.ofDays(100)));

        assertThat(alive).hasSize(1);
        assertThat(ended).hasSize(1);
        assertThat(listed(store, job)).isEmpty();
        assertThat(store.job(job.key())).contains(job);
        servers.getFirst()
                .execute(
                        databaseOf(urls.getFirst()),
                        "SELECT 1 / (CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END) FROM job_versions");
    }

    private static void purge(DurableStore store, Instant at) {
        while (store.purge(new PurgeSlice(at, at.minus(Duration.ofDays(30)), at.minus(Duration.ofDays(30)), 100))
                .more()) {
            assertThat(at).isAfter(T0);
        }
    }

    private static String databaseOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    @Test
    void its_secret_stays_what_it_is() {
        byte[] secret = create().callbackSecret();
        closeAll();
        byte[] later = open(urls).callbackSecret();
        closeAll();
        byte[] ofAnother = create().callbackSecret();

        assertThat(secret).hasSize(32).isEqualTo(later).isNotEqualTo(ofAnother);
    }

    @Test
    @Timeout(60)
    void while_one_is_away_the_other_goes_on() {
        DurableStore store = create();
        store.resources();
        servers.getLast().kill();
        try {
            Job here = job(EVEN, "here", 0);

            assertThat(store.partitions())
                    .extracting(PartitionStatus::partition)
                    .containsExactly(EVEN);
            assertThat(store.resources()).isEmpty();
            assertThat(store.commit(batch(ODD, new Write.PutJob(ODD, job(ODD, "there", 0)))))
                    .isInstanceOf(CommitOutcome.NotCommitted.class);
            assertThat(store.commit(batch(EVEN, new Write.PutJob(EVEN, here))))
                    .isEqualTo(CommitOutcome.Committed.WHOLE);
            assertThat(take(store, EVEN, ODD))
                    .extracting(PartitionImage::partition)
                    .containsExactly(EVEN);
            assertThatThrownBy(() -> live(store)).isInstanceOf(StoreException.class);
        } finally {
            servers.getLast().start();
        }

        comeBack(store);
        assertThat(store.commit(batch(ODD, new Write.PutJob(ODD, job(ODD, "there", 0)))))
                .isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    /** A node that looks each second takes it when it answers again. */
    private void comeBack(DurableStore store) {
        while (take(store, ODD).isEmpty()) {
            assertThat(store.partitions()).hasSizeBetween(1, 2);
        }
    }

    @Test
    void without_the_first_nobody_knows_who_is_there() {
        DurableStore store = create();
        servers.getFirst().kill();
        try {
            assertThatThrownBy(store::partitions)
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("database 1 of 2: ");
        } finally {
            servers.getFirst().start();
        }

        assertThat(store.partitions()).hasSize(2);
    }

    @Test
    void the_databases_of_a_cluster_are_always_the_same_in_the_same_order() {
        create();
        closeAll();

        assertThatThrownBy(() -> open(List.of(urls.getLast(), urls.getFirst())))
                .isInstanceOf(StoreException.class)
                .hasMessage("the database is refused: it is database 2 of 2 of its cluster, and is named as database 1"
                        + " of 2: name all databases of the cluster, in the order in which they were named first");
        assertThatThrownBy(() -> open(urls.subList(0, 1)))
                .hasMessageContaining("it is database 1 of 2 of its cluster, and is named as database 1 of 1");
        assertThat(open(urls).partitions()).hasSize(2);
    }

    @Test
    void a_database_of_another_cluster_is_refused() {
        create();
        List<String> former = urls;
        closeAll();
        create();
        closeAll();

        assertThatThrownBy(() -> open(List.of(former.getFirst(), urls.getLast())))
                .hasMessage("the database is refused: it is database 2 of 2 of another cluster");
    }

    @Test
    void a_lone_database_that_is_in_use_can_not_become_one_of_two() {
        String alone = servers.getFirst().create("alone_" + databases.incrementAndGet());
        DurableStore store = open(List.of(alone));
        take(store, EVEN);
        store.close();
        String other = servers.getLast().create("other_" + databases.incrementAndGet());

        assertThatThrownBy(() -> open(List.of(alone, other))).hasMessageContaining("it is database 1 of 1");
    }

    @Test
    void a_batch_in_a_lane_of_the_wrong_database_is_a_bug_and_never_sent() {
        DurableStore store = create();
        CommitBatch sound = batch(ODD, new Write.PutJob(ODD, job(ODD, "there", 0)));
        var wrong = new CommitBatch(NODE, 0, 1, T0, sound.fence(), sound.writes());

        assertThatThrownBy(() -> store.commit(wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("lane 0 lies in database 1 of 2");
    }

    /** Leases end by the first one's clock, so what a partition was taken at must not be another's. */
    @Test
    void what_time_it_is_the_first_one_says() {
        String name = "clocks_" + databases.incrementAndGet();
        urls = servers.stream().map(server -> server.create(name)).toList();
        DurableStore store = open(urls);
        Instant before = store.membership().present();

        List<PartitionImage> taken = take(store, EVEN, ODD);

        Instant after = store.membership().present();
        assertThat(taken)
                .extracting(PartitionImage::takenAt)
                .allSatisfy(at -> assertThat(at).isBetween(before, after));
        assertThat(Collections.max(taken.stream().map(PartitionImage::watermark).toList()))
                .isBetween(before, after);
    }

    @Test
    void a_list_of_names_is_cut_where_a_name_begins() {
        assertThat(ServerDatabases.list("jdbc:postgresql://a:1,b:2/x, jdbc:postgresql://c/y"))
                .containsExactly("jdbc:postgresql://a:1,b:2/x", "jdbc:postgresql://c/y");
        assertThat(ServerDatabases.list("jdbc:mariadb://a/x")).containsExactly("jdbc:mariadb://a/x");
    }
}
