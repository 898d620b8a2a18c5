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

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.RunFilter;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.store.stored.StoredRun;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store over a real database must do beyond the contract: survive failures of statements, of commits and of rows. */
final class JdbcStoreTest {

    @TempDir
    private Path directory;

    private Subject subject;
    private Job job;

    @BeforeEach
    void open() {
        subject = Subject.open(directory);
        job = subject.job("job");
        subject.commit(put(job));
    }

    @AfterEach
    void close() {
        subject.close();
    }

    @Test
    void a_batch_with_a_statement_that_fails_leaves_nothing_behind_and_may_be_sent_again() throws SQLException {
        subject.commit(new Write.AddAttempt(PARTITION, new RunId(1), ATTEMPT, T0, new RunError("E", "")));
        subject.sql(
                "CREATE TRIGGER broken BEFORE INSERT ON attempts_20270101 BEGIN SELECT raise(ABORT, 'on purpose'); END");
        Run run = subject.fired(job, T0);
        var attempt = new Write.AddAttempt(PARTITION, run.id(), ATTEMPT, T0, new RunError("E", ""));
        CommitBatch batch = subject.batch(insert(run), attempt);

        CommitOutcome first = subject.store().commit(batch);
        Optional<Run> between = read(run);
        subject.sql("DROP TRIGGER broken");
        CommitOutcome second = subject.store().commit(batch);

        assertThat(first)
                .isInstanceOfSatisfying(
                        CommitOutcome.Refused.class,
                        refused -> assertThat(refused.writes()).containsOnlyKeys(1));
        assertThat(between).isEmpty();
        assertThat(second).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(read(run)).contains(run);
    }

    @Test
    void a_commit_that_fails_is_in_doubt_until_it_is_looked_up() throws SQLException {
        subject.sql(
                "CREATE TABLE child (parent INTEGER REFERENCES cancelled_ahead (run_id) DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TRIGGER orphan AFTER INSERT ON live BEGIN INSERT INTO child VALUES (-1); END");
        Run run = subject.fired(job, T0);
        CommitBatch batch = subject.batch(insert(run));

        CommitOutcome first = subject.store().commit(batch);
        CommitOutcome lookedUp = subject.store().outcomeOf(batch);
        subject.sql("DROP TRIGGER orphan");
        CommitOutcome second = subject.store().commit(batch);

        assertThat(first).isInstanceOf(CommitOutcome.Unknown.class);
        assertThat(lookedUp).isInstanceOf(CommitOutcome.NotCommitted.class);
        assertThat(second).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(read(run)).contains(run);
    }

    @Test
    void a_batch_with_a_number_that_was_used_is_a_mistake_of_its_writer() {
        CommitBatch batch = subject.batch();
        subject.store().commit(batch);

        assertThatThrownBy(() -> subject.store().commit(batch)).isInstanceOf(IllegalStateException.class);
        assertThat(subject.commit(insert(subject.fired(job, T0)))).isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    @Test
    void a_write_outside_of_its_fence_is_a_mistake_of_its_writer() {
        var batch = new CommitBatch(NODE, 0, 99, Instant.EPOCH, new TreeMap<>(), List.of(put(job)));

        assertThatThrownBy(() -> subject.store().commit(batch))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fence");
    }

    @Test
    void a_reader_in_the_middle_of_its_list_does_not_hold_up_the_writer() throws SQLException {
        Run run = subject.fired(job, T0);
        try (Session reader = new SqliteFile(directory.resolve("carillon.db")).openReader()) {
            reader.execute("BEGIN");
            List<Long> before = count(reader);

            CommitOutcome outcome = subject.commit(insert(run));

            assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
            assertThat(count(reader)).isEqualTo(before);
            assertThat(read(run)).contains(run);
        }
    }

    @Test
    void readers_cannot_write() throws SQLException {
        try (Session reader = new SqliteFile(directory.resolve("carillon.db")).openReader()) {
            assertThatThrownBy(() -> reader.execute("DELETE FROM live")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void runs_that_cannot_be_read_are_set_aside_and_the_window_goes_on_behind_them()
            throws SQLException, InvalidProtocolBufferException {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 10; i++) {
            runs.add(subject.fired(job, T0.plusSeconds(i)));
            subject.commit(insert(runs.getLast()));
        }
        subject.sql(
                damaged("body = x'ffff'", runs.get(1)),
                damaged("body = x''", runs.get(2)),
                damaged("status = 1", runs.get(3)),
                damaged(runs.get(4), body -> body.setPriority(99)),
                damaged(runs.get(5), StoredRun.Builder::clearCause),
                damaged(runs.get(6), body -> body.setParams("{")),
                damaged(runs.get(7), body -> body.setJobVersion(77)));
        List<Run> readable = List.of(runs.get(0), runs.get(8), runs.get(9));

        List<LoadedRun> window = subject.store()
                .load(new RunWindow(
                        new TreeSet<>(List.of(PARTITION)),
                        new RunWindow.Selection.OfBand(Band.NORMAL, new TreeSet<>()),
                        null,
                        null,
                        T0.plusSeconds(60),
                        3));
        List<Run> list =
                subject.store().catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 4);

        assertThat(window).extracting(LoadedRun::run).isEqualTo(readable);
        assertThat(list)
                .extracting(Run::id)
                .containsExactly(
                        runs.get(9).id(),
                        runs.get(8).id(),
                        runs.get(7).id(),
                        runs.get(0).id());
        assertThat(read(runs.get(1))).isEmpty();
        assertThat(subject.store().rowsSetAside()).isPositive();
    }

    @Test
    void a_definition_that_cannot_be_read_is_set_aside_when_its_partition_is_taken_over() throws SQLException {
        Job broken = subject.job("broken");
        Job strange = subject.job("strange");
        subject.commit(put(broken), put(strange));
        subject.sql(
                "UPDATE job_versions SET document = '[' WHERE job_id = "
                        + broken.id().value(),
                "UPDATE job_versions SET document = '{}' WHERE job_id = "
                        + strange.id().value());

        var read = subject.store().jobs(new TreeSet<>(Set.of(PARTITION)), 1);

        assertThat(read.getFirst().jobs()).containsExactly(job);
        assertThat(subject.store().catalog().jobs(Namespace.DEFAULT, Optional.empty(), 1))
                .containsExactly(job);
        assertThat(subject.store().catalog().job(broken.key())).isEmpty();
        assertThat(subject.store().rowsSetAside()).isPositive();
    }

    @Test
    void an_update_of_a_run_that_is_gone_changes_nothing_and_keeps_the_rest_of_its_batch() {
        Run gone = subject.fired(job, T0);
        Run kept = subject.fired(job, T0);

        CommitOutcome outcome = subject.commit(update(gone), insert(kept));

        assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(read(gone)).isEmpty();
        assertThat(read(kept)).contains(kept);
    }

    @Test
    void history_that_cannot_be_read_is_set_aside_and_the_list_goes_on_behind_it() throws SQLException {
        Run broken = subject.fired(job, T0.plusSeconds(1)).withState(new RunState.Succeeded(ATTEMPT, T0, T0, null));
        Run sound = subject.fired(job, T0).withState(new RunState.Succeeded(ATTEMPT, T0, T0, null));
        subject.commit(insert(broken));
        subject.commit(insert(sound));

        subject.sql("UPDATE done_20270101 SET body = x'00' WHERE id = "
                + broken.id().value());

        assertThat(subject.store()
                        .catalog()
                        .runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 1))
                .containsExactly(sound);
        assertThat(read(broken)).isEmpty();
    }

    @Test
    void a_run_that_cannot_be_read_is_not_cancelled_and_keeps_no_other_from_being() throws SQLException {
        Run broken = subject.fired(job, T0.plusSeconds(9));
        Run sound = subject.fired(job, T0.plusSeconds(9));
        subject.commit(insert(broken), insert(sound));
        subject.sql(damaged("body = x''", broken));

        CommitOutcome outcome = subject.commit(new Write.CancelPending(PARTITION, job.id(), T0));

        assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(read(sound)).contains(sound.withState(new RunState.Cancelled(null, null, T0)));
    }

    @Test
    void a_day_that_is_too_old_is_dropped_with_its_tables() throws SQLException {
        Run run = subject.fired(job, T0).withState(new RunState.Succeeded(ATTEMPT, T0, T0, null));
        subject.commit(insert(run), new Write.AddAttempt(PARTITION, run.id(), ATTEMPT, T0, new RunError("E", "")));
        Instant later = T0.plus(Duration.ofDays(40));

        purge(new PurgeSlice(later, later.minus(Duration.ofDays(30)), later.minus(Duration.ofDays(30)), 10));

        assertThat(tables()).noneMatch(table -> table.endsWith("_20270101")).contains("live");
        assertThat(subject.commit(insert(subject.fired(job, T0).withState(run.state()))))
                .isInstanceOf(CommitOutcome.NotCommitted.class);
        assertThat(subject.commit(insert(subject.fired(job, T0).withState(run.state()))))
                .isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    @Test
    void the_parts_of_a_day_go_with_the_last_of_the_runs_that_have_some() throws SQLException {
        Run done = subject.fired(job, T0).withState(new RunState.Succeeded(null, T0, T0, null));
        Run dead = subject.fired(job, T0).withState(new RunState.Failed(null, T0, T0, new RunError("E", "")));
        Run alike = subject.fired(job, T0).withState(dead.state());
        Write letter = new Write.MarkRun(PARTITION, dead.id(), new Mark.Dead(DeadReason.NO_COMPENSATION));
        subject.commit(insert(done), insert(dead), insert(alike), letter, insert(part(done)), insert(part(dead)));
        Instant later = T0.plus(Duration.ofDays(40));

        purge(new PurgeSlice(later, later.minus(Duration.ofDays(30)), null, 10));
        List<String> before = tables();
        purge(new PurgeSlice(later, later.minus(Duration.ofDays(30)), later.minus(Duration.ofDays(30)), 10));

        assertThat(before).contains("parts_20270101").doesNotContain("done_20270101", "undone_20270101");
        assertThat(tables()).doesNotContain("parts_20270101").contains("letters");
    }

    @Test
    void a_part_that_cannot_be_read_is_set_aside_and_its_run_shows_the_others() throws SQLException {
        Run whole = subject.fired(job, T0).withState(new RunState.Split(2, T0));
        Run broken = subject.run(job, T0, new Cause.Shard(whole.id(), 0, 2));
        Run sound = subject.run(job, T0, new Cause.Shard(whole.id(), 1, 2));
        subject.commit(insert(whole), insert(broken), insert(sound));
        subject.sql("UPDATE parts_20270101 SET body = x'ffff' WHERE id = "
                + broken.id().value());

        List<LoadedRun> window = subject.store()
                .load(new RunWindow(
                        new TreeSet<>(List.of(PARTITION)),
                        new RunWindow.Selection.PartsOf(whole.id(), 0),
                        null,
                        null,
                        T0,
                        1));

        assertThat(window).extracting(LoadedRun::run).containsExactly(sound);
        assertThat(subject.store().catalog().shards(whole.id(), 1_000)).containsExactly(sound);
        assertThat(read(broken)).isEmpty();
        assertThat(subject.store().rowsSetAside()).isPositive();
    }

    private Run part(Run whole) {
        return subject.run(job, T0, new Cause.Shard(whole.id(), 0, 1))
                .withState(new RunState.Cancelled(null, null, T0));
    }

    private void purge(PurgeSlice slice) {
        while (subject.store().purge(slice).more()) {
            assertThat(subject.store().rowsSetAside()).isZero();
        }
    }

    private List<String> tables() throws SQLException {
        try (Session reader = new SqliteFile(directory.resolve("carillon.db")).openReader()) {
            return reader.query(new SqliteDialect().tables(), _ -> {}, Row::text);
        }
    }

    private static String damaged(String change, Run run) {
        return "UPDATE live SET " + change + " WHERE id = " + run.id().value();
    }

    private static String damaged(Run run, Consumer<StoredRun.Builder> change) throws InvalidProtocolBufferException {
        StoredRun.Builder body = StoredRun.parseFrom(RunBody.write(run)).toBuilder();
        change.accept(body);
        return damaged("body = x'" + HexFormat.of().formatHex(body.build().toByteArray()) + "'", run);
    }

    private Optional<Run> read(Run run) {
        return subject.store().catalog().run(Namespace.DEFAULT, run.id());
    }

    private static List<Long> count(Session reader) throws SQLException {
        return reader.query("SELECT count(*) FROM live", _ -> {}, Row::number);
    }
}
