package io.carillon.store;

import static io.carillon.store.Subject.NODE;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.StoreException;
import io.carillon.engine.StoreException.Code;
import io.carillon.model.Epoch;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedDatabaseTest {

    @TempDir
    private Path parent;

    @Test
    void what_was_committed_is_there_after_the_store_was_closed_and_opened_again() {
        Path directory = parent.resolve("made/by/itself");
        Subject before = Subject.open(directory);
        var job = before.job("job");
        var run = before.fired(job, T0);
        before.commit(put(job), insert(run), before.move());
        before.close();

        try (Subject after = Subject.open(directory)) {
            assertThat(after.store().catalog().run(Namespace.DEFAULT, run.id())).contains(run);
            assertThat(after.store().lastBatch(NODE)).isEqualTo(1);
            assertThat(after.store().catalog().partitions().getFirst().epoch()).isEqualTo(new Epoch(2));
        }
    }

    @Test
    void a_directory_that_it_makes_is_for_its_owner_only() throws IOException {
        Path directory = parent.resolve("made");

        EmbeddedDatabase.open(directory).close();

        assertThat(Files.getPosixFilePermissions(directory)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void a_directory_that_is_in_use_is_refused_and_the_message_says_what_to_do() {
        try (JdbcStore first = EmbeddedDatabase.open(parent)) {
            assertThat(first.lastBatch(NODE)).isZero();

            assertRefused(Code.IN_USE)
                    .hasMessageContaining(parent.toString())
                    .hasMessageContaining("CARILLON_DATA_DIR")
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        }
    }

    @Test
    void a_directory_is_free_again_after_a_refusal_to_open_it() throws SQLException {
        EmbeddedDatabase.open(parent).close();
        Subject.sql(parent, "ALTER TABLE live RENAME TO elsewhere");
        assertRefused(Code.SCHEMA);
        Subject.sql(parent, "ALTER TABLE elsewhere RENAME TO live");

        EmbeddedDatabase.open(parent).close();
    }

    @Test
    void a_newer_schema_is_refused() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(parent, "INSERT INTO schema_versions VALUES (99, 'later', 'x', 0)");

        assertRefused(Code.SCHEMA).hasMessageContaining("99").hasMessageContaining("newer");
    }

    @Test
    void a_newer_schema_that_only_has_more_in_it_is_worked_with_but_not_by_programs_that_are_older_than_it_allows()
            throws SQLException {
        EmbeddedDatabase.open(parent).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + parent.resolve("carillon.db"))) {
            NextSchema.make(connection);
        }

        EmbeddedDatabase.open(parent).close();
        Subject.sql(parent, "UPDATE schema_companions SET oldest = version");

        assertRefused(Code.SCHEMA).hasMessageContaining("newer");
    }

    @Test
    void a_node_of_the_version_before_can_be_started_beside_this_ones_schema() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(parent, "DELETE FROM schema_companions");
        EmbeddedDatabase.open(parent).close();

        assertThat(companions()).containsEntry(9, 8).containsEntry(8, 7).containsEntry(7, 7);
    }

    private Map<Integer, Integer> companions() throws SQLException {
        var companions = new TreeMap<Integer, Integer>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + parent.resolve("carillon.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT version, oldest FROM schema_companions")) {
            while (rows.next()) {
                companions.put(rows.getInt(1), rows.getInt(2));
            }
        }
        return companions;
    }

    @Test
    void a_schema_that_was_made_otherwise_is_refused() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(parent, "UPDATE schema_versions SET checksum = 'other'");

        assertRefused(Code.SCHEMA).hasMessageContaining("state");
    }

    @Test
    void a_database_that_lacks_a_table_is_refused() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(parent, "DROP TABLE letters");

        assertRefused(Code.SCHEMA).hasMessageContaining("[letters]");
    }

    @Test
    void a_database_that_lacks_the_table_of_a_day_is_refused() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(
                parent, "INSERT INTO slices (family, day, latest_scheduled_at, gone) VALUES ('done', 20270101, 0, 0)");

        assertRefused(Code.SCHEMA).hasMessageContaining("[done_20270101]");
    }

    @Test
    void a_database_of_a_former_layout_is_refused_as_one_of_another_version() throws SQLException {
        EmbeddedDatabase.open(parent).close();

        Subject.sql(
                parent,
                "UPDATE schema_versions SET checksum = 'other'",
                "INSERT INTO schema_versions VALUES (99, 'resources', 'x', 0)");

        assertRefused(Code.SCHEMA).hasMessageContaining("another version of Carillon");
    }

    @Test
    void a_file_that_is_no_database_is_refused() throws IOException {
        Files.writeString(parent.resolve("carillon.db"), "not a database, but long enough to look like one".repeat(99));

        assertRefused(Code.CORRUPT).hasMessageContaining(parent.toString());
    }

    @Test
    void a_directory_that_cannot_be_made_is_refused() throws IOException {
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> EmbeddedDatabase.open(file))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE));
    }

    @Test
    void a_new_partition_begins_at_the_present() {
        try (JdbcStore store = EmbeddedDatabase.open(parent)) {
            Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            var image =
                    store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, Epoch.NONE, new Partition(1023), Epoch.NONE)));
            Instant after = Instant.now();

            assertThat(image.getFirst().watermark()).isBetween(before, after);
            assertThat(image.getLast().watermark()).isBetween(before, after);
        }
    }

    @Test
    void a_copy_that_is_made_while_the_store_is_in_use_opens_as_a_store() throws IOException, SQLException {
        Path backup = Files.createDirectories(parent.resolve("backup"));
        try (Subject original = Subject.open(parent.resolve("original"))) {
            var job = original.job("job");
            var run = original.fired(job, T0);
            original.commit(put(job), insert(run));

            original.sql("VACUUM INTO '" + backup.resolve("carillon.db") + "'");

            try (Subject copy = Subject.open(backup)) {
                assertThat(copy.store().catalog().run(Namespace.DEFAULT, run.id()))
                        .contains(run);
            }
        }
    }

    @Test
    void a_closed_store_says_so_and_may_be_closed_again() {
        JdbcStore store = EmbeddedDatabase.open(parent);
        store.close();
        store.close();

        assertThatThrownBy(store::apps).isInstanceOf(StoreException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, Epoch.NONE))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Code code) {
        return assertThatThrownBy(() -> EmbeddedDatabase.open(parent))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
