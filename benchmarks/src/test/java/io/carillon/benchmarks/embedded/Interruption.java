package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What becomes of a database in this process when a thread that is using it is interrupted. */
final class Interruption {

    private final Path parent;

    Interruption(Path parent) {
        this.parent = parent;
    }

    /** What the next transaction says, "ok" if it commits. */
    String of(Candidate candidate) throws IOException, SQLException {
        try (var place = Place.under(parent, "interrupt-" + candidate.name())) {
            var connection = candidate.openWriter(place.directory());
            Schema.create(candidate, connection);
            var form = new RowByRow(Shape.UPDATE_IN_PLACE);
            var cycles = new Cycles(candidate, connection, new Statements(connection, false), form, 1);
            Thread.currentThread().interrupt();
            var during = outcome(() -> cycles.run(2_000, 1_000));
            var kept = Thread.interrupted();
            var afterwards = outcome(() -> cycles.run(2_000, 1_000));
            return "interrupted: %s (the interrupt is %s); afterwards: %s; closing: %s"
                    .formatted(during, kept ? "kept" : "swallowed", afterwards, outcome(connection::close));
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static String outcome(Work work) {
        try {
            work.run();
            return "ok";
        } catch (SQLException e) {
            return e.getErrorCode() + " "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
    }
}
