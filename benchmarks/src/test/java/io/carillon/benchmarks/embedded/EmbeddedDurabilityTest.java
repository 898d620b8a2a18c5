package io.carillon.benchmarks.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facts on which docs/adr/0003 rests, small enough to be checked in every build. None of them is a time. */
final class EmbeddedDurabilityTest {

    private static final int SQLITE_BUSY = 5;

    @TempDir
    private Path directory;

    @Test
    void what_sqlite_acknowledged_is_there_after_kill_nine() throws IOException, SQLException, InterruptedException {
        var trials = new CrashTrials(directory, 7);

        var outcomes = trials.run(Candidate.sqlite(), 2);

        assertThat(outcomes).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome.acknowledged()).isPositive();
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.halfDone()).isZero();
            assertThat(outcome.check()).isEqualTo("ok");
        });
    }

    @Test
    void sqlite_has_synced_all_it_wrote_before_each_acknowledgement() throws IOException, InterruptedException {
        assumeTrue(SyncEvidence.available(), "there is no strace to look with");

        var evidence = new SyncEvidence(directory).of(Candidate.sqlite(), 10);

        assertThat(evidence.acknowledged()).isEqualTo(20);
        assertThat(evidence.synced()).isEqualTo(20);
    }

    @Test
    void h2_acknowledges_without_any_sync_unless_it_is_told_to_checkpoint() throws IOException, InterruptedException {
        assumeTrue(SyncEvidence.available(), "there is no strace to look with");

        var evidence = new SyncEvidence(directory).of(Candidate.named("h2-written"), 10);

        assertThat(evidence.unsynced()).isEqualTo(20);
        assertThat(evidence.syncs()).isZero();
        assertThat(evidence.syncOpens()).isZero();
    }

    @Test
    void every_pragma_of_sqlite_reads_back_as_it_was_set() throws SQLException {
        try (var connection = Candidate.sqlite().openWriter(directory)) {
            assertThat(Sql.text(connection, "PRAGMA journal_mode")).isEqualTo("wal");
            assertThat(Sql.number(connection, "PRAGMA synchronous")).isEqualTo(2);
            assertThat(Sql.number(connection, "PRAGMA foreign_keys")).isEqualTo(1);
            for (var pragma : new String[] {"page_size", "wal_autocheckpoint", "journal_size_limit", "busy_timeout"}) {
                assertThat(Sql.text(connection, "PRAGMA " + pragma))
                        .as(pragma)
                        .isEqualTo(Sqlite.RECOMMENDED.get(pragma));
            }
        }
    }

    /** The driver begins the next transaction as soon as one ends: with immediate transactions an idle writer holds the lock. */
    @Test
    void an_idle_writer_of_the_driver_refuses_every_other() throws SQLException {
        var candidate = Sqlite.with("impatient", "busy_timeout=50");
        try (var idle = candidate.openWriter(directory);
                var other = candidate.openReader(directory)) {
            Sql.run(idle, "CREATE TABLE made (id INTEGER PRIMARY KEY)");
            idle.commit();

            var refusal = catchThrowableOfType(SQLException.class, () -> Sql.run(other, "INSERT INTO made VALUES (1)"));

            assertThat(refusal.getErrorCode()).isEqualTo(SQLITE_BUSY);
        }
    }

    @Test
    void an_interrupted_thread_leaves_sqlite_usable() throws IOException, SQLException {
        var interruption = new Interruption(directory);

        var outcome = interruption.of(Candidate.sqlite());

        assertThat(outcome).isEqualTo("interrupted: ok (the interrupt is kept); afterwards: ok; closing: ok");
    }
}
