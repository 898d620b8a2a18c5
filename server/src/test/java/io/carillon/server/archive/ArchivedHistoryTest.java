package io.carillon.server.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.ArchiveException;
import io.carillon.engine.Purged;
import io.carillon.model.RunId;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History goes from a database into files, whatever happens on the way, and only then out of the database. */
class ArchivedHistoryTest {

    private static final int STEP = 10;
    private static final int MANY = 250;

    @TempDir
    private Path parent;

    private Path data;
    private Path directory;
    private List<RunId> all;

    @BeforeEach
    void fill() {
        data = parent.resolve("data");
        directory = parent.resolve("archive");
        all = PastDay.fill(data, MANY, () -> null);
    }

    @Test
    void while_the_directory_cannot_be_written_nothing_goes_and_later_everything_does() throws IOException {
        Files.writeString(directory, "somebody's file");
        var archive = new FileArchive(directory);
        try (JdbcStore store = EmbeddedDatabase.open(data, archive)) {

            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            boolean kept = all.stream().allMatch(id -> PastDay.isThere(store, id));
            Files.delete(directory);
            purge(store);

            assertThat(kept).isTrue();
            assertThat(archive.failures()).isEqualTo(2);
            assertThat(archive.runs()).isEqualTo(MANY);
            assertThat(PastDay.archived(directory)).containsExactlyElementsOf(texts());
            assertThat(all).noneMatch(id -> PastDay.isThere(store, id));
        }
    }

    @Test
    void a_directory_that_goes_away_in_the_middle_leaves_the_day_in_the_database() throws IOException {
        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            store.purge(PastDay.slice(STEP));
            assertThat(PastDay.files(directory)).singleElement().asString().endsWith(".part");
            Files.move(directory, parent.resolve("gone"));

            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            boolean kept = all.stream().allMatch(id -> PastDay.isThere(store, id));
            purge(store);

            assertThat(kept).isTrue();
            assertThat(PastDay.archived(directory)).containsExactlyElementsOf(texts());
        }
    }

    @Test
    void a_node_that_stops_in_the_middle_leaves_no_part_and_the_next_one_begins_the_file_anew() throws IOException {
        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            store.purge(PastDay.slice(STEP));
        }
        List<String> left = PastDay.files(directory);

        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            purge(store);
        }

        assertThat(left).isEmpty();
        assertThat(PastDay.archived(directory)).containsExactlyElementsOf(texts());
    }

    private static void purge(JdbcStore store) {
        Purged purged = store.purge(PastDay.slice(STEP));
        while (purged.more()) {
            purged = store.purge(PastDay.slice(STEP));
        }
    }

    private List<String> texts() {
        return all.stream().map(RunId::toString).toList();
    }
}
