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

import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.RunFilter;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
        subject.sql("CREATE TRIGGER broken BEFORE INSERT ON attempts BEGIN SELECT raise(ABORT, 'on purpose'); END");
        Run run = subject.fired(job, T0);
        var attempt = new Write.AddAttempt(PARTITION, run.id(), ATTEMPT, T0, new RunError("E", ""));
        CommitBatch batch = subject.batch(insert(run), attempt);

        CommitOutcome first = subject.store().commit(batch);
        Optional<Run> between = read(run);
        subject.sql("DROP TRIGGER broken");
        CommitOutcome second = subject.store().commit(batch);

        assertThat(first)
                .isInstanceOfSatisfying(
                        CommitOutcome.NotCommitted.class,
                        failed -> assertThat(failed.reason()).contains("on purpose"));
        assertThat(between).isEmpty();
        assertThat(second).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(read(run)).contains(run);
    }

    @Test
    void a_commit_that_fails_is_in_doubt_until_it_is_looked_up() throws SQLException {
        subject.sql(
                "CREATE TABLE child (parent INTEGER REFERENCES attempts (number) DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TRIGGER orphan AFTER INSERT ON runs BEGIN INSERT INTO child VALUES (-1); END");
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
        var batch = new CommitBatch(NODE, 99, new TreeMap<>(), List.of(put(job)));

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
            assertThatThrownBy(() -> reader.execute("DELETE FROM runs")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void runs_that_cannot_be_read_are_set_aside_and_the_window_goes_on_behind_them() throws SQLException {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 10; i++) {
            runs.add(subject.fired(job, T0.plusSeconds(i)));
            subject.commit(insert(runs.getLast()));
        }
        subject.sql(
                "UPDATE runs SET params = '{' WHERE id = " + runs.get(1).id().value(),
                "UPDATE runs SET phase = 'dreaming' WHERE id = "
                        + runs.get(2).id().value(),
                "UPDATE runs SET phase = 'sent' WHERE id = " + runs.get(3).id().value(),
                "UPDATE runs SET priority = 99 WHERE id = " + runs.get(4).id().value(),
                "UPDATE runs SET cause = 'fate' WHERE id = " + runs.get(5).id().value(),
                "UPDATE runs SET trigger_number = NULL WHERE id = "
                        + runs.get(6).id().value(),
                "UPDATE runs SET job_version = 77 WHERE id = "
                        + runs.get(7).id().value());
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

    private Optional<Run> read(Run run) {
        return subject.store().catalog().run(Namespace.DEFAULT, run.id());
    }

    private static List<Long> count(Session reader) throws SQLException {
        return reader.query("SELECT count(*) FROM runs", _ -> {}, Row::number);
    }
}
