package io.carillon.benchmarks.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The process that is killed: it plans a batch and finishes the one before, for ever, and prints "P n" or "F n" once the commit of
 * batch n has returned. A line that was read is an acknowledgement that must hold. With a fourth argument it halts by itself after that
 * many batches, without closing anything.
 */
final class CrashWriter {

    static final int BATCH = 50;

    private CrashWriter() {}

    public static void main(String[] arguments) throws SQLException {
        var candidate = Candidate.named(arguments[0]);
        var directory = Path.of(arguments[1]);
        var connection = candidate.openWriter(directory);
        var batch = Long.parseLong(arguments[2]);
        if (batch == 0) {
            Schema.create(candidate, connection);
        }
        var last = arguments.length > 3 ? batch + Long.parseLong(arguments[3]) : Long.MAX_VALUE;
        write(candidate, connection, batch + 1, last);
        Runtime.getRuntime().halt(0);
    }

    private static void write(Candidate candidate, Connection connection, long first, long last) throws SQLException {
        var statements = new Statements(connection, true);
        var cycles = new Cycles(candidate, connection, statements, new RowByRow(Shape.UPDATE_IN_PLACE), 1);
        for (long batch = first; batch <= last; batch++) {
            cycles.plan(batch * BATCH, BATCH);
            acknowledge("P", batch);
            cycles.finish(batch * BATCH, BATCH);
            acknowledge("F", batch);
        }
    }

    private static void acknowledge(String what, long batch) {
        System.out.println(what + " " + batch);
        System.out.flush();
    }
}
