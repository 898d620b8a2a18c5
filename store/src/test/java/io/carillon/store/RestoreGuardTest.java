package io.carillon.store;

import static io.carillon.store.Subject.NODE;
import static io.carillon.store.Subject.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CommitBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guard makes of answers that come late: it is asked by several threads, and an operator speaks in between. */
final class RestoreGuardTest {

    @TempDir
    private Path directory;

    private Readers readers;
    private Writer writer;
    private RestoreGuard guard;

    @BeforeEach
    void open() {
        EmbeddedDatabase.open(directory).close();
        var file = new SqliteFile(directory.resolve("carillon.db"));
        var dialect = new SqliteDialect();
        readers = new Readers(file, dialect, 1);
        writer = new Writer(file, dialect);
        guard = RestoreGuard.open(readers, writer, new LandmarkFile(directory));
    }

    @AfterEach
    void close() {
        writer.close();
        readers.close();
    }

    @Test
    void what_was_seen_before_an_acceptance_says_nothing_about_the_life_after_it() {
        guard.committed(new CommitBatch(NODE, 0, 2, T0, new TreeMap<>(), List.of()));
        Timelines.Present before = readers.read(session -> Timelines.present(NODE, session));
        var seen = new Landmark(before.name(), before.number(), NODE, new TreeMap<>(Map.of(0, 2L)));
        guard.look();
        boolean noticed = guard.restored().isPresent();
        guard.accept();

        guard.judge(seen, before);
        guard.foundIn(seen, "a batch that was under way");

        assertThat(noticed).isTrue();
        assertThat(guard.restored()).isEmpty();
    }
}
