package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PurgeSlice;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A day in an embedded database that is to be archived and deleted: its runs all succeeded. */
final class PastDay {

    private static final Instant T0 = Instant.parse("2027-01-31T12:00:00Z");
    private static final Partition PARTITION = new Partition(1);
    private static final NodeId NODE = new NodeId("node-1");

    private PastDay() {}

    /** Makes the database, and returns the ids of the runs in their order. */
    static List<RunId> fill(Path data, int runs, Supplier<@Nullable Json> result) {
        try (JdbcStore store = EmbeddedDatabase.open(data)) {
            PartitionImage image = store.takeOver(NODE, new TreeMap<>(Map.of(PARTITION, Epoch.NONE)))
                    .getFirst();
            var ids = new IdSequence(PARTITION, image.lastId());
            Job job = job(new JobId(ids.next(T0)));
            var writes = new ArrayList<Write>(List.of(new Write.PutJob(PARTITION, job)));
            var all = new ArrayList<RunId>();
            for (int i = 0; i < runs; i++) {
                Run run = succeeded(job, new RunId(ids.next(T0)), result.get());
                all.add(run.id());
                writes.add(new Write.InsertRun(PARTITION, run));
            }
            var fence = new TreeMap<>(Map.of(PARTITION, image.epoch()));
            assertThat(store.commit(new CommitBatch(NODE, 0, 1, T0, fence, writes)))
                    .isEqualTo(CommitOutcome.Committed.WHOLE);
            return all;
        }
    }

    /** A request, days later, to delete the day. */
    static PurgeSlice slice(int limit) {
        Instant bound = T0.plus(Duration.ofDays(3));
        return new PurgeSlice(T0.plus(Duration.ofDays(9)), bound, bound, limit);
    }

    static boolean isThere(JdbcStore store, RunId id) {
        return store.catalog().run(Namespace.DEFAULT, id).isPresent();
    }

    static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The runs of the only file that there is. */
    static List<String> archived(Path directory) throws IOException {
        assertThat(files(directory)).containsExactly("runs-20270131-done.jsonl.gz");
        try (var unzipped =
                new GZIPInputStream(Files.newInputStream(directory.resolve("runs-20270131-done.jsonl.gz")))) {
            return new String(unzipped.readAllBytes(), UTF_8)
                    .lines()
                    .map(line ->
                            ((Json.Str) ((Json.Obj) Json.parse(line)).get("id").orElseThrow()).value())
                    .toList();
        }
    }

    private static Job job(JobId id) {
        var task = new TaskSpec("noop", new AppName("shop"), Json.Obj.EMPTY, Json.Obj.EMPTY);
        JobSpec spec = JobSpec.of(task).build();
        return new Job(id, JobKey.of("default", "job"), 1, Map.of(), spec, false, T0, T0);
    }

    private static Run succeeded(Job job, RunId id, @Nullable Json result) {
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
                new RunState.Succeeded(null, T0, T0, result));
    }
}
