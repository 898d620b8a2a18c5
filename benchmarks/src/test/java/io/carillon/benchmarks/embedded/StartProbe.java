package io.carillon.benchmarks.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** Opens a database, makes the schema if there is none, commits one batch, prints the milliseconds from its first line to there. */
final class StartProbe {

    private StartProbe() {}

    public static void main(String[] arguments) throws SQLException {
        var watch = Stopwatch.start();
        var candidate = Candidate.named(arguments[0]);
        var directory = Path.of(arguments[1]);
        var fresh = Files.notExists(directory.resolve("carillon.db"))
                && Files.notExists(directory.resolve("carillon.mv.db"));
        try (var connection = candidate.openWriter(directory)) {
            if (fresh) {
                Schema.create(candidate, connection);
            }
            var form = new RowByRow(Shape.UPDATE_IN_PLACE);
            new Cycles(candidate, connection, new Statements(connection, true), form, fresh ? 1 : 100).run(10, 10);
            System.out.println(watch.micros() / 1_000);
        }
    }
}
