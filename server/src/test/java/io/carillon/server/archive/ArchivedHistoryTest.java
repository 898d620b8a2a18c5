package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.ArchiveException;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
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
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History goes from a database into files, whatever happens on the way, and only then out of the database. */
class ArchivedHistoryTest {

    private static final Instant T0 = Instant.parse("2027-01-31T12:00:00Z");
    private static final Partition PARTITION = new Partition(1);
    private static final NodeId NODE = new NodeId("node-1");
    private static final int MANY = 250;

    @TempDir
    private Path parent;

    private Path data;
    private Path directory;
    private final List<RunId> all = new ArrayList<>();

    @BeforeEach
    void fill() {
        data = parent.resolve("data");
        directory = parent.resolve("archive");
        try (JdbcStore store = EmbeddedDatabase.open(data)) {
            PartitionImage image = store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, Epoch.NONE)))
                    .getFirst();
            var ids = new IdSequence(PARTITION, image.lastId());
            var task = new TaskSpec("noop", new AppName("shop"), Json.Obj.EMPTY, Json.Obj.EMPTY);
            var job = new Job(
                    new JobId(ids.next(T0)),
                    JobKey.of("default", "job"),
                    1,
                    Map.of(),
                    JobSpec.of(task).build(),
                    false,
                    T0,
                    T0);
            var writes = new ArrayList<Write>(List.of(new Write.PutJob(PARTITION, job)));
            for (int i = 0; i < MANY; i++) {
                Run run = succeeded(job, new RunId(ids.next(T0)));
                all.add(run.id());
                writes.add(new Write.InsertRun(PARTITION, run));
            }
            var fence = new TreeMap<>(Map.of(PARTITION, image.epoch()));
            assertThat(store.commit(new CommitBatch(NODE, 0, 1, T0, fence, writes)))
                    .isEqualTo(CommitOutcome.Committed.WHOLE);
        }
    }

    @Test
    void while_the_directory_cannot_be_written_nothing_goes_and_later_everything_does() throws IOException {
        Files.writeString(directory, "somebody's file");
        var archive = new FileArchive(directory);
        try (JdbcStore store = EmbeddedDatabase.open(data, archive)) {

            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            boolean kept = all.stream().allMatch(id -> isThere(store, id));
            Files.delete(directory);
            purge(store);

            assertThat(kept).isTrue();
            assertThat(archive.failures()).isEqualTo(2);
            assertThat(archive.runs()).isEqualTo(MANY);
            assertThat(archived()).containsExactlyElementsOf(texts());
            assertThat(all).noneMatch(id -> isThere(store, id));
        }
    }

    @Test
    void a_directory_that_goes_away_in_the_middle_leaves_the_day_in_the_database() throws IOException {
        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            store.purge(slice());
            assertThat(files()).singleElement().asString().endsWith(".part");
            Files.move(directory, parent.resolve("gone"));

            assertThatThrownBy(() -> purge(store)).isInstanceOf(ArchiveException.class);
            boolean kept = all.stream().allMatch(id -> isThere(store, id));
            purge(store);

            assertThat(kept).isTrue();
            assertThat(archived()).containsExactlyElementsOf(texts());
        }
    }

    @Test
    void a_node_that_stops_in_the_middle_leaves_no_part_and_the_next_one_begins_the_file_anew() throws IOException {
        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            store.purge(slice());
        }
        List<String> left = files();

        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(directory))) {
            purge(store);
        }

        assertThat(left).isEmpty();
        assertThat(archived()).containsExactlyElementsOf(texts());
    }

    private static void purge(JdbcStore store) {
        Purged purged = store.purge(slice());
        while (purged.more()) {
            purged = store.purge(slice());
        }
    }

    private static PurgeSlice slice() {
        Instant bound = T0.plus(Duration.ofDays(3));
        return new PurgeSlice(T0.plus(Duration.ofDays(9)), bound, bound, 10);
    }

    private static boolean isThere(JdbcStore store, RunId id) {
        return store.catalog().run(Namespace.DEFAULT, id).isPresent();
    }

    private List<String> texts() {
        return all.stream().map(RunId::toString).toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The runs of the only file that there is. */
    private List<String> archived() throws IOException {
        assertThat(files()).containsExactly("runs-20270131-done.jsonl.gz");
        try (var unzipped =
                new GZIPInputStream(Files.newInputStream(directory.resolve("runs-20270131-done.jsonl.gz")))) {
            return new String(unzipped.readAllBytes(), UTF_8)
                    .lines()
                    .map(line ->
                            ((Json.Str) ((Json.Obj) Json.parse(line)).get("id").orElseThrow()).value())
                    .toList();
        }
    }

    private static Run succeeded(Job job, RunId id) {
        return new Run(
                id,
                job.id(),
                job.key(),
                1,
                new Cause.Fired(0),
                T0,
                T0,
                Priority.DEFAULT,
                Json.Obj.EMPTY,
                0,
                0,
                new RunState.Succeeded(null, T0, T0, null));
    }
}
