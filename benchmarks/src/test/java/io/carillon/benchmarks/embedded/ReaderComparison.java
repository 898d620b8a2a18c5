package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether a long list holds up the writer, or the writer the list. */
final class ReaderComparison {

    private static final int ROWS = 50_000;
    private static final int CYCLES = 20_000;
    private static final int BATCH = 50;
    private static final String LIST = "SELECT id, state, due, params, result FROM runs ORDER BY job_id, due";

    private final Path parent;
    private final PrintStream out;

    ReaderComparison(Path parent, PrintStream out) {
        this.parent = parent;
        this.out = out;
    }

    void compare(Candidate candidate) throws IOException, SQLException, InterruptedException {
        try (var place = Place.under(parent, "readers-" + candidate.name());
                var writer = candidate.openWriter(place.directory());
                var reader = candidate.openReader(place.directory())) {
            Schema.create(candidate, writer);
            var form = new RowByRow(Shape.UPDATE_IN_PLACE);
            var cycles = new Cycles(candidate, writer, new Statements(writer, true), form, 1);
            cycles.run(ROWS, 1_000);

            write(candidate, "writer alone", place, cycles, () -> "");
            write(candidate, "with lists one after the other", place, cycles, looping(reader));
            write(candidate, "writer alone", place, cycles, () -> "");
            write(candidate, "with one list left open", place, cycles, holding(reader));
            write(candidate, "writer alone", place, cycles, () -> "");
        }
    }

    /** A reader that says what it saw when it is told to stop. */
    private interface Reading extends Callable<String> {

        default void stop() {}

        default void awaitBegun() throws InterruptedException {}
    }

    private void write(Candidate candidate, String title, Place place, Cycles cycles, Reading reading)
            throws SQLException, IOException, InterruptedException {
        try (var executor = Executors.newSingleThreadExecutor()) {
            var read = executor.submit(reading);
            reading.awaitBegun();
            cycles.takeCommits();
            var watch = Stopwatch.start();
            cycles.run(CYCLES, BATCH);
            var seconds = watch.seconds();
            var commits = cycles.takeCommits();
            reading.stop();
            out.printf(
                    "%-12s %-31s %,8.0f cycles/s, commit us p50 %,.0f p99 %,.0f max %,.0f; files %,d KiB, wal %,d KiB %s%n",
                    candidate.name(),
                    title,
                    CYCLES / seconds,
                    commits.micros(0.5),
                    commits.micros(0.99),
                    commits.micros(1),
                    place.bytes("carillon") / 1024,
                    place.bytes("-wal") / 1024,
                    read.get());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the reader of " + candidate.name() + " failed", e);
        }
    }

    private static Reading looping(Connection reader) {
        var stopped = new AtomicBoolean();
        var begun = new CountDownLatch(1);
        return new Reading() {
            @Override
            public String call() throws SQLException {
                var lists = new Latencies();
                do {
                    var watch = Stopwatch.start();
                    begun.countDown();
                    list(reader);
                    lists.add(watch.nanos());
                } while (!stopped.get());
                return "; list ms p50 %,.0f max %,.0f".formatted(lists.micros(0.5) / 1_000, lists.micros(1) / 1_000);
            }

            @Override
            public void stop() {
                stopped.set(true);
            }

            @Override
            public void awaitBegun() throws InterruptedException {
                begun.await();
            }
        };
    }

    private static void list(Connection reader) throws SQLException {
        try (var statement = reader.createStatement();
                var rows = statement.executeQuery(LIST)) {
            drain(rows);
        }
        reader.rollback();
    }

    private static int drain(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count += rows.getString(4).isEmpty() ? 0 : 1;
        }
        return count;
    }

    /** Reads one row, lets the writer write, then reads the rest: exactly the rows of the moment it began. */
    private static Reading holding(Connection reader) {
        var begun = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        return new Reading() {
            @Override
            public String call() throws SQLException, InterruptedException {
                var before = Sql.number(reader, "SELECT COUNT(*) FROM runs");
                try (var statement = reader.createStatement()) {
                    statement.setFetchSize(1);
                    try (var rows = statement.executeQuery(LIST)) {
                        rows.next();
                        begun.countDown();
                        stopped.await();
                        var seen = 1 + drain(rows);
                        reader.rollback();
                        return "; saw %,d rows, %,d were there when it began".formatted(seen, before);
                    }
                }
            }

            @Override
            public void stop() {
                stopped.countDown();
            }

            @Override
            public void awaitBegun() throws InterruptedException {
                begun.await();
            }
        };
    }
}
