package io.carillon.store;

import static io.carillon.store.Subject.NODE;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store makes of a database that holds less than it did. */
final class RestoreTest {

    @TempDir
    private Path directory;

    @Test
    void a_database_that_went_back_is_read_and_not_written_until_it_is_accepted() throws Exception {
        goBack();

        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            assertThat(store.restored())
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .contains("node-1 wrote its batch 2")
                            .contains("carillon database accept"));
            assertThat(store.catalog().partitions()).hasSize(1);
            assertRestored(() -> store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, new Epoch(1)))));
            assertRestored(store::partitions);

            store.acceptRestored();

            assertThat(store.restored()).isEmpty();
            PartitionStatus free = store.partitions().getFirst();
            assertThat(free.owner()).isNull();
            assertThat(free.epoch()).isGreaterThan(new Epoch(1_000_000));
            assertThat(store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, free.epoch()))))
                    .hasSize(1);
        }
    }

    @Test
    void what_was_accepted_stays_accepted() throws Exception {
        goBack();
        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            store.acceptRestored();
        }

        try (Subject after = Subject.open(directory)) {
            assertThat(after.store().restored()).isEmpty();
            assertThat(after.commit(put(after.job("job")))).isEqualTo(CommitOutcome.Committed.WHOLE);
        }
    }

    @Test
    void a_batch_finds_out_by_itself_and_so_does_a_store_without_a_memory() throws Exception {
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("job");
            subject.commit(put(job));
            subject.sql("UPDATE commits SET number = 0");

            CommitOutcome outcome = subject.commit(insert(subject.fired(job, Subject.T0)));
            subject.store().catalog().apps();

            assertThat(outcome).isInstanceOf(CommitOutcome.NotCommitted.class);
            assertThat(subject.store().restored()).isPresent();
            assertRestored(() -> subject.store().partitions());
        }
        Files.delete(directory.resolve("landmark"));

        try (JdbcStore another = EmbeddedDatabase.open(directory)) {
            assertThat(another.restored()).isPresent();
        }
    }

    @Test
    void another_life_that_somebody_began_elsewhere_is_accepted() throws SQLException {
        try (Subject subject = Subject.open(directory)) {
            subject.commit(put(subject.job("job")));
            subject.sql("UPDATE commits SET number = 0", "INSERT INTO timelines SELECT 2, name, NULL FROM timelines");

            subject.store().partitions();

            assertThat(subject.store().restored()).isEmpty();
        }
    }

    @Test
    void a_memory_of_another_database_or_of_nothing_is_no_reason_for_suspicion() throws IOException {
        EmbeddedDatabase.open(directory).close();
        Files.writeString(
                directory.resolve("landmark"), new Landmark("other", 7, new NodeId("n"), lanes(99, 99)).text());
        EmbeddedDatabase.open(directory).close();
        Files.writeString(directory.resolve("landmark"), "\0garbage");

        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            assertThat(store.restored()).isEmpty();
        }
    }

    @Test
    void a_loss_in_any_lane_is_noticed() throws Exception {
        try (Subject subject = Subject.open(directory)) {
            subject.commit(put(subject.job("job")));
            CommitBatch batch = subject.batch(put(subject.job("other")));
            subject.store().commit(new CommitBatch(NODE, 1, batch.number(), batch.at(), batch.fence(), batch.writes()));
            subject.sql("UPDATE commits SET number = 0 WHERE lane = 1");

            assertRestored(() -> subject.store().partitions());
            assertThat(subject.store().restored())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("batch 2 in lane 1"));
        }
    }

    @Test
    void a_landmark_says_what_it_was_made_of() {
        var seen = new Landmark("name", 3, NODE, lanes(12, 7)).with(NODE, 1, 8);
        var nothing = new Landmark("name", 3, NODE, new TreeMap<>());

        assertThat(Landmark.parse(seen.text())).contains(new Landmark("name", 3, NODE, lanes(12, 8)));
        assertThat(Landmark.parse(nothing.text())).contains(nothing);
        assertThat(Landmark.parse("name 3 node-1 12")).isEmpty();
        assertThat(seen.with(new NodeId("next"), 0, 1).batches()).isEqualTo(new TreeMap<>(Map.of(0, 1L)));
    }

    private static SortedMap<Integer, Long> lanes(long first, long second) {
        return new TreeMap<>(Map.of(0, first, 1, second));
    }

    /** Puts a copy in the place of the database that lacks its last batch. */
    private void goBack() throws SQLException, IOException {
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("job");
            subject.commit(put(job));
            subject.sql("VACUUM INTO '" + directory.resolve("copy") + "'");
            subject.commit(insert(subject.fired(job, Subject.T0)));
        }
        Files.move(directory.resolve("copy"), directory.resolve("carillon.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void assertRestored(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(StoreException.Code.RESTORED));
    }
}
