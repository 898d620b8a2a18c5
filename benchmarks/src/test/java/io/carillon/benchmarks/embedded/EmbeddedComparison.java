package io.carillon.benchmarks.embedded;

import io.carillon.benchmarks.embedded.CycleComparison.Contender;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Starts the parts of the comparison that are named, or all of them. */
final class EmbeddedComparison {

    private static final List<String> PARTS =
            List.of("sync", "cycles", "crash", "readers", "interrupt", "sql", "footprint", "settings", "forms");

    private final Path parent;
    private final PrintStream out;

    private EmbeddedComparison(Path parent, PrintStream out) {
        this.parent = parent;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        var parts = arguments.length == 0 || arguments[0].isBlank() ? PARTS : List.of(arguments[0].split(","));
        var parent = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "embedded-");
        var comparison = new EmbeddedComparison(parent, System.out);
        for (var part : parts) {
            comparison.run(part);
        }
        Files.delete(parent);
    }

    private void run(String part) throws IOException, SQLException, InterruptedException {
        out.printf("%n== %s%n", part);
        switch (part) {
            case "cycles" -> cycles();
            case "crash" -> crashes();
            case "sync" -> syncs();
            case "readers" -> readers();
            case "interrupt" -> interruptions();
            case "sql" -> new SharedSql(parent, out).compare();
            case "footprint" -> footprint();
            case "settings" -> settings();
            case "forms" -> forms();
            default -> throw new IllegalArgumentException("no part is called " + part + "; there are " + PARTS);
        }
    }

    private void cycles() throws IOException, SQLException {
        for (var shape : Shape.values()) {
            var contenders = Candidate.all().stream()
                    .map(candidate -> new Contender(candidate.name(), candidate, new RowByRow(shape), true))
                    .toList();
            new CycleComparison(parent, out, 5, 50_000).compare(shape.name(), contenders, List.of(1, 10, 100, 1_000));
        }
    }

    private void crashes() throws IOException, SQLException, InterruptedException {
        for (var candidate : Candidate.all()) {
            CrashTrials.print(out, candidate, new CrashTrials(parent, 20_261_121).run(candidate, 20));
        }
    }

    private void syncs() throws IOException, InterruptedException {
        if (!SyncEvidence.available()) {
            out.println("not looked at: there is no strace");
            return;
        }
        for (var candidate : Candidate.all()) {
            SyncEvidence.print(out, candidate.name(), new SyncEvidence(parent).of(candidate, 200));
        }
    }

    private void readers() throws IOException, SQLException, InterruptedException {
        for (var candidate : Candidate.all().subList(0, 2)) {
            new ReaderComparison(parent, out).compare(candidate);
        }
    }

    private void interruptions() throws IOException, SQLException {
        for (var candidate : Candidate.all()) {
            out.printf("%-12s %s%n", candidate.name(), new Interruption(parent).of(candidate));
        }
    }

    private void footprint() throws IOException, SQLException, InterruptedException {
        var footprint = new Footprint(parent, out);
        for (var candidate : Candidate.all().subList(0, 2)) {
            footprint.filesAfter(candidate, Shape.UPDATE_IN_PLACE, 100_000);
            footprint.filesAfter(candidate, Shape.MOVE_TO_HISTORY, 100_000);
            footprint.start(candidate, 7);
        }
        footprint.jars();
    }

    private void settings() throws IOException, SQLException {
        var words = SchemaWords.SQLITE;
        var candidates = List.of(
                Candidate.sqlite(),
                Sqlite.with("page_size=8192", "page_size=8192", "wal_autocheckpoint=4000"),
                Sqlite.with("page_size=16384", "page_size=16384", "wal_autocheckpoint=2000"),
                Sqlite.with("wal_autocheckpoint=1000", "wal_autocheckpoint=1000"),
                Sqlite.with("wal_autocheckpoint=32000", "wal_autocheckpoint=32000", "journal_size_limit=268435456"),
                Sqlite.with("journal_size_limit=0", "journal_size_limit=0"),
                Sqlite.with("cache_size=-2000 (default)", "cache_size=-2000"),
                Sqlite.with("mmap_size=256 MiB", "mmap_size=268435456"),
                Sqlite.with("synchronous=NORMAL (unsafe)", "synchronous=NORMAL"),
                new Sqlite(
                        "id BIGINT",
                        Sqlite.RECOMMENDED,
                        new SchemaWords("BIGINT", "TEXT", words.jobIndex(), words.liveIndex())),
                new Sqlite(
                        "job index on few rows",
                        Sqlite.RECOMMENDED,
                        new SchemaWords("INTEGER", "TEXT", "(job_id, due) WHERE state > 3", words.liveIndex())));
        var contenders = candidates.stream()
                .map(candidate -> new Contender(candidate.name(), candidate, new RowByRow(Shape.UPDATE_IN_PLACE), true))
                .toList();
        new CycleComparison(parent, out, 5, 200_000).compare("settings", contenders, List.of(10, 1_000));
    }

    private void forms() throws IOException, SQLException {
        var sqlite = Candidate.sqlite();
        for (var shape : Shape.values()) {
            var contenders = List.of(
                    new Contender("addBatch", sqlite, new RowByRow(shape), true),
                    new Contender("addBatch, prepared anew", sqlite, new RowByRow(shape), false),
                    new Contender("10 rows a statement", sqlite, new MultiRow(shape, 10), true),
                    new Contender("50 rows a statement", sqlite, new MultiRow(shape, 50), true),
                    new Contender("250 rows a statement", sqlite, new MultiRow(shape, 250), true),
                    new Contender("json_each", sqlite, new JsonRows(shape), true));
            new CycleComparison(parent, out, 5, 50_000).compare("forms, " + shape, contenders, List.of(10, 100, 1_000));
        }
    }
}
