package io.carillon.store;

import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.MySqlServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Band;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room for another page, under each kind of database, and room again. */
final class DiskFullTest {

    private static final int MOST_BATCHES = 5_000;

    private final Random random = new Random(7);

    @TempDir
    private Path directory;

    @BeforeEach
    void mayMount() throws IOException {
        assumeTrue(
                SmallDisk.isPossible(), "no small disk may be mounted here: only root may, and not in every container");
    }

    @Test
    void the_embedded_database_goes_on_when_there_is_room_again() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 24);
                Subject subject = Subject.open(disk.place().resolve("data"))) {
            fillAndFree(disk, subject, this::assertReadable);
        }
    }

    @Test
    void postgresql_goes_on_when_there_is_room_again() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 256);
                DatabaseServer server =
                        PostgresServer.start(disk.place().resolve("server"), "fsync=off", "max_wal_size=64MB")) {
            server.create("carillon");
            fillAndFree(disk, server, this::assertReadable);
        }
    }

    /** This server ends its own process when it can't write a page; whoever keeps it makes room and starts it again. */
    @Test
    void mariadb_goes_on_when_there_is_room_again_and_somebody_has_started_it() throws Exception {
        Path place = directory.resolve("server");
        try (DatabaseServer server = MariaDbServer.start(place)) {
            server.create("carillon");
            try (SmallDisk disk = SmallDisk.mount(place.resolve("data/carillon"), 24)) {
                fillAndFree(disk, server, (full, _, _) -> {
                    server.kill();
                    full.free();
                    server.start();
                });
            }
        }
    }

    @Test
    void mysql_goes_on_when_there_is_room_again() throws Exception {
        Path place = directory.resolve("server");
        try (DatabaseServer server = MySqlServer.start(place)) {
            server.create("carillon");
            try (SmallDisk disk = SmallDisk.mount(place.resolve("data/carillon"), 24)) {
                fillAndFree(disk, server, this::assertReadable);
            }
        }
    }

    /** What is done about a full disk. */
    private interface Relief {

        void of(SmallDisk disk, Subject subject, List<RunId> kept) throws IOException;
    }

    private void assertReadable(SmallDisk disk, Subject subject, List<RunId> kept) throws IOException {
        assertThat(window(subject)).containsExactlyInAnyOrderElementsOf(kept);
        disk.free();
    }

    private void fillAndFree(SmallDisk disk, DatabaseServer server, Relief relief)
            throws IOException, InterruptedException {
        JdbcStore store = ServerDatabase.open(
                directory.resolve("node"), server.url("carillon"), DatabaseServer.USER, DatabaseServer.PASSWORD);
        try (Subject subject = Subject.over(store, statements -> server.execute("carillon", statements))) {
            fillAndFree(disk, subject, relief);
        }
    }

    private void fillAndFree(SmallDisk disk, Subject subject, Relief relief) throws IOException, InterruptedException {
        Job job = subject.job("job");
        subject.commit(put(job));
        var kept = new ArrayList<RunId>();
        disk.fill();

        CommitBatch refused = insertUntilRefused(subject, job, kept);
        relief.of(disk, subject, kept);

        assertThat(commit(refused, subject)).isEqualTo(CommitOutcome.Committed.WHOLE);
        kept.add(run(refused));
        CommitBatch another = subject.batch(insert(large(job, subject)));
        assertThat(commit(another, subject)).isEqualTo(CommitOutcome.Committed.WHOLE);
        kept.add(run(another));
        assertThat(window(subject)).containsExactlyInAnyOrderElementsOf(kept);
    }

    private CommitBatch insertUntilRefused(Subject subject, Job job, List<RunId> kept) {
        for (int i = 0; i < MOST_BATCHES; i++) {
            CommitBatch batch = subject.batch(insert(large(job, subject)));
            CommitOutcome outcome = subject.store().commit(batch);
            if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
                assertThat(outcome).isNotInstanceOf(CommitOutcome.Refused.class);
                return batch;
            }
            kept.add(run(batch));
        }
        throw new AssertionError("a full disk took " + MOST_BATCHES + " batches");
    }

    /** As the engine does: what is in doubt is looked up, and what did not happen is sent again. */
    private static CommitOutcome commit(CommitBatch batch, Subject subject) throws InterruptedException {
        CommitOutcome outcome = subject.store().outcomeOf(batch);
        for (int beat = 0; beat < 200 && !(outcome instanceof CommitOutcome.Committed); beat++) {
            Thread.sleep(50);
            outcome = outcome instanceof CommitOutcome.Unknown
                    ? subject.store().outcomeOf(batch)
                    : subject.store().commit(batch);
        }
        return outcome;
    }

    private Run large(Job job, Subject subject) {
        var noise = new byte[20_000];
        random.nextBytes(noise);
        String text = HexFormat.of().formatHex(noise);
        return Subject.withParams(
                subject.fired(job, T0), Json.object().put("noise", text).build());
    }

    private static RunId run(CommitBatch batch) {
        return ((Write.InsertRun) batch.writes().getFirst()).run().id();
    }

    private static List<RunId> window(Subject subject) {
        var window = new RunWindow(
                new TreeSet<>(List.of(PARTITION)),
                new RunWindow.Selection.OfBand(Band.NORMAL, new TreeSet<>()),
                null,
                null,
                T0.plusSeconds(60),
                MOST_BATCHES);
        return subject.store().load(window).stream()
                .map(loaded -> loaded.run().id())
                .toList();
    }
}
