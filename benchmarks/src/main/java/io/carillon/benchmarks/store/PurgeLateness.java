package io.carillon.benchmarks.store;

import io.carillon.server.archive.FileArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Has a node run timed jobs while it archives and deletes days of old history, and tells how late their runs begin before, meanwhile and
 * after.
 */
public final class PurgeLateness {

    private static final int JOBS = 20_000;
    private static final int PARTITIONS = 64;

    /** A node keeps history for thirty days unless it is told otherwise. */
    private static final Duration OLDEST = Duration.ofDays(40);

    private static final Duration SPAN = Duration.ofDays(5);
    private static final Duration SETTLING = Duration.ofSeconds(20);
    private static final Duration ROUNDS = Duration.ofSeconds(90);
    private static final Duration AFTER = Duration.ofSeconds(60);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final TestBench bench;
    private final FileArchive archive;
    private final LivingNode node;
    private final Instant start;

    private PurgeLateness(TestBench bench, FileArchive archive) throws IOException, InterruptedException {
        this.bench = bench;
        this.archive = archive;
        this.node = new LivingNode(bench.reopened(archive), ROUNDS);
        this.start = node.now();
    }

    /**
     * Measures once.
     *
     * @param args the database, the runs of its old history, and the timed runs in a second
     */
    public static void main(String[] args) throws Exception {
        long rows = Long.parseLong(args[1]);
        Path files = Files.createTempDirectory("carillon-archive");
        try (var bench = TestBench.of(args[0])) {
            say(
                    "%s, %,d runs of %d to %d days ago",
                    bench.product(), rows, OLDEST.toDays(), OLDEST.minus(SPAN).toDays());
            fill(bench, rows);
            new PurgeLateness(bench, new FileArchive(files)).measure(Integer.parseInt(args[2]));
        } finally {
            TestBench.deleteAll(files);
        }
    }

    private static void fill(TestBench bench, long rows) {
        Instant begin = Instant.now().minus(OLDEST);
        var herd = new Herd(JOBS, PARTITIONS, begin);
        var cycles = new Cycles(bench.store(), herd);
        cycles.begin();
        new History(herd, cycles, begin, SPAN, rows).fill();
        bench.settle();
    }

    private void measure(int jobs) throws Exception {
        try (node) {
            node.schedule(jobs);
            while (archive.runs() == 0) {
                Thread.sleep(BEAT);
            }
            Instant begun = node.now();
            while (bench.hasTablesBefore(start)) {
                Thread.sleep(BEAT);
            }
            Instant done = node.now();
            Thread.sleep(AFTER);
            say("archived %,d runs, deleted %,d; the rest are dead letters", archive.runs(), node.purged());
            say("before", start.plus(SETTLING), begun);
            say("while history goes", begun, done);
            say("after", done, node.now().minus(BEAT));
        }
    }

    private void say(String what, Instant from, Instant to) {
        List<LivingNode.Begun> runs = node.begun().stream()
                .filter(run -> !run.due().isBefore(from) && run.due().isBefore(to))
                .toList();
        var lateness = new Timings();
        runs.forEach(run -> lateness.add(run.lateness().toNanos()));
        say(
                "%-20s %4d s, %,9d runs, late by %s",
                what, Duration.between(from, to).toSeconds(), lateness.count(), lateness);
    }

    @SuppressWarnings("SystemOut") // Whoever measures reads it there.
    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
