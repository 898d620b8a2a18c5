package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.NODE;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static io.carillon.store.Subject.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.engine.Band;
import io.carillon.engine.Catalog;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.RunWindow;
import io.carillon.engine.StoreException;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a store in a database server lives through; for each kind of server to pass. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreFaults {

    /** What databases, logs and browsers stumble over: NUL and other controls, halves of pairs, a pair, both directions, a BOM. */
    private static final int PARTITIONS = 256;

    private static final String STRANGE =
            "\0 \u0001 \u001b[31m \ud800 \udc00 \ud83d\ude00 \u202eabc \ufeff \uffff é e\u0301 '\"\\";

    private DatabaseServer server;
    private Path directory;
    private String name;
    private int databases;
    private Subject subject;
    private Job job;

    abstract DatabaseServer startServer(Path place);

    /** Statements that make the database refuse every new live run of job {@code poison}, with an SQLSTATE. */
    abstract String[] refusing(String state);

    abstract String[] refusingNoMore();

    /** How bytes are written in a statement. */
    abstract String bytes(String hex);

    /** Makes a transaction the one that outlives a deadlock. */
    abstract void toughen(Statement statement) throws SQLException;

    /** Counts the transactions that wait for a row. */
    abstract String waiting();

    @BeforeAll
    void open(@TempDir Path place) {
        directory = place;
        server = startServer(place.resolve("server"));
    }

    @AfterAll
    void closeServer() {
        server.close();
    }

    @BeforeEach
    void create() {
        name = "faults" + ++databases;
        server.create(name);
        subject = Subject.over(store(), statements -> server.execute(name, statements));
        job = subject.job("job");
        subject.commit(put(job));
    }

    @AfterEach
    void close() {
        subject.close();
    }

    private JdbcStore store() {
        return ServerDatabase.open(
                directory.resolve(name), server.url(name), DatabaseServer.USER, DatabaseServer.PASSWORD);
    }

    @Test
    void a_write_that_the_database_refuses_is_found_among_the_others_which_go_on_without_it() throws SQLException {
        Job poison = subject.job("poison");
        subject.commit(put(poison));
        subject.sql(refusing("45000"));
        Run first = subject.fired(job, T0);
        Run second = subject.fired(poison, T0);
        Run third = subject.fired(job, T0);
        CommitBatch batch = subject.batch(insert(first), insert(second), subject.move(), insert(third));

        CommitOutcome refused = subject.store().commit(batch);
        List<Run> nothing = window();
        CommitOutcome without = subject.store().commit(subject.batch(insert(first), subject.move(), insert(third)));

        assertThat(refused).isInstanceOfSatisfying(CommitOutcome.Refused.class, found -> {
            assertThat(found.writes()).containsOnlyKeys(1);
            assertThat(found.writes().get(1)).contains("on purpose").doesNotContain("INSERT");
        });
        assertThat(nothing).isEmpty();
        assertThat(without).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(window()).containsExactly(first, third);
    }

    @Test
    void what_is_refused_is_found_although_others_are_recorded_together() throws SQLException {
        Job poison = subject.job("poison");
        Run refused = subject.fired(poison, T0);
        subject.commit(put(poison), plan(refused, refused));
        subject.sql(refusing("45000"));
        Run first = subject.fired(job, T0);
        Run second = subject.fired(job, T0);
        var batch = subject.batch(
                plan(first, first),
                leave(refused.withState(new RunState.Waiting(T0, T0, null)), refused),
                plan(second, first),
                new Write.DropPlan(PARTITION, refused.id()));

        assertThat(subject.store().commit(batch))
                .isInstanceOfSatisfying(
                        CommitOutcome.Refused.class,
                        found -> assertThat(found.writes()).containsOnlyKeys(1));
    }

    private static Write plan(Run run, Run first) {
        return new Write.InsertRun(PARTITION, run, first.id());
    }

    private static Write leave(Run run, Run first) {
        return new Write.UpdateRun(PARTITION, run, first.id());
    }

    @Test
    void a_transaction_that_the_database_gave_up_is_no_refusal_and_is_sent_again_as_it_was() throws SQLException {
        Job poison = subject.job("poison");
        subject.commit(put(poison));
        subject.sql(refusing("40001"));
        Run run = subject.fired(poison, T0);
        CommitBatch batch = subject.batch(insert(run));

        CommitOutcome first = subject.store().commit(batch);
        subject.sql(refusingNoMore());
        CommitOutcome second = subject.store().commit(batch);

        assertThat(first).isInstanceOf(CommitOutcome.NotCommitted.class);
        assertThat(second).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(window()).containsExactly(run);
    }

    @Test
    void a_deadlock_undoes_the_whole_batch_and_its_repetition_does_it_once() throws Exception {
        Run one = subject.fired(job, T0);
        Run two = subject.fired(job, T0);
        subject.commit(insert(one), insert(two));
        Run oneSent = one.withState(new RunState.Sent(ATTEMPT));
        Run twoSent = two.withState(new RunState.Sent(ATTEMPT));
        Run more = subject.fired(job, T0);
        CommitBatch batch = subject.batch(insert(more), update(oneSent), update(twoSent));
        subject.sql("CREATE TABLE weight (n INTEGER)");
        CompletableFuture<CommitOutcome> first;
        try (Connection other = server.connect(name);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            toughen(statement);
            statement.execute(lock(two));
            first = CompletableFuture.supplyAsync(() -> subject.store().commit(batch));
            untilSomebodyWaits();
            statement.execute(lock(one));
            other.commit();
        }

        CommitOutcome outcome = first.get(30, TimeUnit.SECONDS);
        CommitOutcome again = subject.store().commit(batch);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        CommitOutcome.NotCommitted.class,
                        failed -> assertThat(failed.reason()).containsIgnoringCase("deadlock"));
        assertThat(again).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(window()).containsExactly(oneSent, twoSent, more);
    }

    @Test
    void half_of_the_partitions_are_taken_while_others_are_being_written() throws Exception {
        SortedMap<Partition, Epoch> half = IntStream.range(0, PARTITIONS)
                .filter(number -> number % 2 == 0)
                .boxed()
                .collect(Collectors.toMap(Partition::new, _ -> new Epoch(1), (one, _) -> one, TreeMap::new));
        subject.store().takeOver(NODE, absent());
        List<PartitionImage> taken;
        try (Connection other = server.connect(name);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT epoch FROM partitions WHERE number = 201 FOR UPDATE");
            taken = CompletableFuture.supplyAsync(() -> subject.store().takeOver(NODE, half))
                    .get(30, TimeUnit.SECONDS);
            other.rollback();
        }

        assertThat(taken).extracting(PartitionImage::partition).containsExactlyElementsOf(half.keySet());
    }

    /** All of a cluster but the one that is there. */
    private static SortedMap<Partition, Epoch> absent() {
        var absent = new TreeMap<Partition, Epoch>();
        IntStream.range(0, PARTITIONS).forEach(number -> absent.put(new Partition(number), Epoch.NONE));
        absent.remove(PARTITION);
        return absent;
    }

    @Test
    void rows_of_garbage_are_set_aside_when_they_are_read_and_when_their_partition_is_taken() throws SQLException {
        Job broken = subject.job("broken");
        Run garbage = subject.fired(job, T0);
        Run orphan = subject.fired(broken, T0);
        Run sound = subject.fired(job, T0);
        subject.commit(put(broken), insert(garbage), insert(orphan), insert(sound));
        subject.sql(
                "UPDATE live SET body = " + bytes("ff00ff00deadbeef") + " WHERE id = "
                        + garbage.id().value(),
                "UPDATE job_versions SET document = '{\"spec\": 7' WHERE job_id = "
                        + broken.id().value());

        subject.store().takeOver(NODE, new TreeMap<>(Map.of(PARTITION, new Epoch(1))));
        List<PartitionJobs> read = subject.store().jobs(new TreeSet<>(Set.of(PARTITION)), 10);

        assertThat(read.getFirst().jobs()).containsExactly(job);
        assertThat(window()).containsExactly(sound);
        assertThat(subject.store().rowsSetAside()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void a_plan_of_garbage_is_set_aside_when_its_partition_is_taken_and_the_others_are_unpacked() throws SQLException {
        Run lost = subject.fired(job, T0);
        Run first = subject.fired(job, T0);
        Run second = subject.fired(job, T0);
        subject.commit(plan(lost, lost), plan(first, first), plan(second, first));
        subject.sql("UPDATE plans SET body = " + bytes("ff00ff00deadbeef") + " WHERE id = "
                + lost.id().value());

        subject.store().takeOver(NODE, new TreeMap<>(Map.of(PARTITION, new Epoch(1))));
        long setAside = subject.store().rowsSetAside();
        subject.store().takeOver(NODE, new TreeMap<>(Map.of(PARTITION, new Epoch(2))));

        assertThat(window()).containsExactly(first, second);
        assertThat(setAside).isOne();
        assertThat(subject.store().rowsSetAside())
                .as("it is in nobody's way any more")
                .isOne();
    }

    @Test
    void any_text_comes_back_as_it_was_from_params_results_errors_and_details() {
        Json.Obj params = Json.object().put(STRANGE, STRANGE).build();
        Run asked = Subject.withParams(subject.fired(job, T0), params);
        Run done = subject.fired(job, T0)
                .withState(new RunState.Succeeded(
                        ATTEMPT, T0, T0, Json.object().put("said", STRANGE).build()));
        Run failed = subject.fired(job, T0)
                .withState(new RunState.Failed(ATTEMPT, T0, T0, new RunError(STRANGE, STRANGE, STRANGE)));
        var attempt = new Write.AddAttempt(PARTITION, failed.id(), ATTEMPT, T0, new RunError("E", STRANGE, STRANGE));

        CommitOutcome outcome = subject.commit(insert(asked), insert(done), insert(failed), attempt);

        assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
        for (Run each : List.of(asked, done, failed)) {
            assertThat(subject.store().catalog().run(Namespace.DEFAULT, each.id()))
                    .contains(each);
        }
        assertThat(subject.store().catalog().attempts(failed.id()))
                .extracting(each -> each.error().detail())
                .containsExactly(STRANGE);
    }

    @Test
    void a_schema_that_is_newer_is_refused() throws SQLException {
        subject.sql("INSERT INTO schema_versions VALUES (99, 'later', 'x', 0)");

        assertRefused("version 99");
    }

    @Test
    void a_schema_that_is_newer_and_only_has_more_in_it_is_worked_with() throws SQLException {
        subject.close();
        try (Connection connection = server.connect(name)) {
            NextSchema.make(connection);
        }
        subject = Subject.over(store(), statements -> server.execute(name, statements));
        Run waiting = subject.fired(job, T0);
        Run done = subject.fired(job, T0).withState(new RunState.Succeeded(ATTEMPT, T0, T0, null));
        subject.commit(insert(waiting), insert(done), subject.move());

        Catalog catalog = subject.store().catalog();
        assertThat(catalog.run(Namespace.DEFAULT, waiting.id())).contains(waiting);
        assertThat(catalog.run(Namespace.DEFAULT, done.id())).contains(done);
    }

    @Test
    void a_schema_that_lacks_a_table_is_refused() throws SQLException {
        subject.sql("DROP TABLE letters");

        assertRefused("tables are missing: [letters]");
    }

    @Test
    void a_schema_that_somebody_else_has_made_is_refused() throws SQLException {
        subject.sql("DROP TABLE schema_versions");

        assertRefused("tables are there that Carillon did not make");
    }

    @Test
    void a_step_of_the_schema_that_was_made_otherwise_is_refused() throws SQLException {
        subject.sql("UPDATE schema_versions SET checksum = 'other'");

        assertRefused("another version of Carillon");
    }

    private void assertRefused(String words) {
        subject.close();
        assertThatThrownBy(this::store)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(StoreException.Code.SCHEMA));
    }

    @Test
    void a_lane_that_waits_for_a_lock_holds_up_no_other() throws Exception {
        Run held = subject.fired(job, T0);
        subject.commit(insert(held));
        Run quick = subject.fired(job, T0);
        var ended = quick.handedOut(1, new RunState.Succeeded(ATTEMPT, T0, T0, null));
        CommitBatch late = subject.batch(update(held.withState(new RunState.Waiting(T0, T0, null))));
        CommitBatch free = inLane(1, subject.batch(insert(ended)));
        try (Connection other = server.connect(name);
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate(lock(held));
            var waits = CompletableFuture.supplyAsync(() -> subject.store().commit(late));
            untilSomebodyWaits();

            CommitOutcome meanwhile = subject.store().commit(free);

            assertThat(meanwhile).isEqualTo(CommitOutcome.Committed.WHOLE);
            assertThat(waits).isNotDone();
            other.rollback();
            assertThat(waits.get(30, TimeUnit.SECONDS)).isEqualTo(CommitOutcome.Committed.WHOLE);
        }
    }

    @Test
    void a_restored_database_is_accepted_at_once_although_every_connection_died_meanwhile() throws SQLException {
        subject.sql("UPDATE commits SET number = 0");
        subject.commit(insert(subject.fired(job, T0)));
        Optional<String> restored = subject.store().restored();
        server.stop();
        server.start();

        subject.store().acceptRestored();

        assertThat(restored).isPresent();
        assertThat(subject.store().restored()).isEmpty();
    }

    private static CommitBatch inLane(int lane, CommitBatch batch) {
        return new CommitBatch(batch.node(), lane, batch.number(), batch.at(), batch.fence(), batch.writes());
    }

    private static String lock(Run run) {
        return "UPDATE live SET band = band WHERE id = " + run.id().value();
    }

    private void untilSomebodyWaits() throws SQLException, InterruptedException {
        try (Connection observer = server.connect(server.maintenance());
                Statement statement = observer.createStatement()) {
            for (int beat = 0; beat < 1_000; beat++) {
                try (ResultSet rows = statement.executeQuery(waiting())) {
                    rows.next();
                    if (rows.getInt(1) > 0) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
        throw new AssertionError("nobody waits");
    }

    private List<Run> window() {
        var window = new RunWindow(
                new TreeSet<>(List.of(PARTITION)),
                new RunWindow.Selection.OfBand(Band.NORMAL, new TreeSet<>()),
                null,
                null,
                T0.plusSeconds(60),
                10);
        return subject.store().load(window).stream().map(LoadedRun::run).toList();
    }
}
