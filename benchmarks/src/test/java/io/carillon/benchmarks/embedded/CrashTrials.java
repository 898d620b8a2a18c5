package io.carillon.benchmarks.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Kills a writing process with SIGKILL at random moments, always on the same file, and looks each time at what is left. */
final class CrashTrials {

    private final Path parent;
    private final Random random;

    CrashTrials(Path parent, long seed) {
        this.parent = parent;
        this.random = new Random(seed);
    }

    /**
     * @param acknowledged transactions whose commit the writer had announced
     * @param lost those of them that are not there any more
     * @param halfDone batches of which only some rows are there, or only some are final
     * @param openMicros from opening the file to the first answer
     * @param check the database's own opinion of the file
     * @param leftBehind files of the native library that the killed processes so far could not remove
     */
    record Outcome(int acknowledged, int lost, int halfDone, double openMicros, String check, int leftBehind) {}

    List<Outcome> run(Candidate candidate, int trials) throws IOException, SQLException, InterruptedException {
        try (var place = Place.under(parent, "crash-" + candidate.name())) {
            var outcomes = new ArrayList<Outcome>();
            create(candidate, place);
            long lastBatch = 1;
            for (int trial = 0; trial < trials; trial++) {
                var lines = killed(candidate, place, lastBatch);
                var watch = Stopwatch.start();
                try (var connection = candidate.openWriter(place.directory())) {
                    Sql.number(connection, "SELECT COUNT(*) FROM partitions");
                    var opened = watch.micros();
                    outcomes.add(outcome(candidate, connection, lines, opened, place.files(".so")));
                    lastBatch = Sql.number(connection, "SELECT COALESCE(MAX(id), 99) FROM runs") / CrashWriter.BATCH;
                }
            }
            return outcomes;
        }
    }

    static void print(PrintStream out, Candidate candidate, List<Outcome> outcomes) {
        out.printf(
                "%-12s kills %d, acknowledged %,d, lost %,d (in %d trials), half done %d, reopened in ms: median %.1f, max %.1f; check %s; native libraries left %d%n",
                candidate.name(),
                outcomes.size(),
                outcomes.stream().mapToInt(Outcome::acknowledged).sum(),
                outcomes.stream().mapToInt(Outcome::lost).sum(),
                outcomes.stream().filter(outcome -> outcome.lost() > 0).count(),
                outcomes.stream().mapToInt(Outcome::halfDone).sum(),
                Medians.of(outcomes.stream().mapToDouble(Outcome::openMicros).toArray()) / 1_000,
                outcomes.stream().mapToDouble(Outcome::openMicros).max().orElseThrow() / 1_000,
                outcomes.stream().map(Outcome::check).distinct().toList(),
                outcomes.getLast().leftBehind());
    }

    /** Made and closed beforehand: of what the writer itself would make there might be nothing left. */
    private static void create(Candidate candidate, Place place) throws SQLException {
        try (var connection = candidate.openWriter(place.directory())) {
            Schema.create(candidate, connection);
        }
    }

    /** The lines that the writer got out before it died. */
    private List<String> killed(Candidate candidate, Place place, long lastBatch)
            throws IOException, InterruptedException {
        var process =
                ChildJvm.start(List.of(), CrashWriter.class, candidate, place.directory(), Long.toString(lastBatch));
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = read(reader, 1 + random.nextInt(400));
            LockSupport.parkNanos(
                    random.nextInt(3_000_000)); // Anywhere within a transaction, not just after an answer.
            process.toHandle().destroyForcibly(); // Unlike the process's own method this leaves the pipe readable.
            lines.addAll(rest(reader));
            return lines;
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    private static List<String> read(BufferedReader reader, int count) throws IOException {
        var lines = new ArrayList<String>();
        while (lines.size() < count) {
            var line = reader.readLine();
            if (line == null) {
                throw new IllegalStateException("the writer ended by itself after " + lines.size() + " transactions");
            }
            lines.add(line);
        }
        return lines;
    }

    /** What was still in the pipe. The last line counts only if it is whole. */
    private static List<String> rest(BufferedReader reader) throws IOException {
        var text = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            text.append((char) c);
        }
        return text.substring(0, text.lastIndexOf("\n") + 1).lines().toList();
    }

    private static Outcome outcome(
            Candidate candidate, Connection connection, List<String> lines, double openMicros, int leftBehind)
            throws SQLException {
        int lost = 0;
        for (var line : lines) {
            lost += holds(connection, line) ? 0 : 1;
        }
        var halfDone = Sql.number(connection, """
                SELECT COUNT(*) FROM (SELECT id / 50 AS batch FROM runs GROUP BY id / 50
                HAVING COUNT(*) <> 50 OR SUM(state) NOT IN (0, 150) OR COUNT(finished) NOT IN (0, 50)) AS torn""");
        return new Outcome(lines.size(), lost, (int) halfDone, openMicros, candidate.check(connection), leftBehind);
    }

    private static boolean holds(Connection connection, String line) throws SQLException {
        var first = Long.parseLong(line.substring(2)) * CrashWriter.BATCH;
        var rows = Sql.number(
                connection,
                "SELECT COUNT(*) FROM runs WHERE id BETWEEN %d AND %d AND state >= %d"
                        .formatted(
                                first,
                                first + CrashWriter.BATCH - 1,
                                line.startsWith("F") ? Run.SUCCEEDED : Run.PLANNED));
        return rows == CrashWriter.BATCH;
    }
}
