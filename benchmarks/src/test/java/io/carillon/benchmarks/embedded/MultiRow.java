package io.carillon.benchmarks.embedded;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many rows in one statement: multi-row VALUES to insert, a VALUES table to join with for the update. SQLite's spelling. */
record MultiRow(Shape shape, int rowsInStatement) implements BatchForm {

    @Override
    public void plan(Statements statements, long first, int count) throws SQLException {
        var rest = first;
        for (int left = count; left > 0; left -= rowsInStatement) {
            var rows = Math.min(left, rowsInStatement);
            insert(statements, rest, rows, false);
            rest += rows;
        }
    }

    @Override
    public void finish(Statements statements, long first, int count) throws SQLException {
        var rest = first;
        for (int left = count; left > 0; left -= rowsInStatement) {
            var rows = Math.min(left, rowsInStatement);
            switch (shape) {
                case UPDATE_IN_PLACE -> update(statements, rest, rows);
                case MOVE_TO_HISTORY -> {
                    insert(statements, rest, rows, true);
                    delete(statements, rest, rows);
                }
            }
            rest += rows;
        }
    }

    private static void insert(Statements statements, long first, int rows, boolean done) throws SQLException {
        var sql = "INSERT INTO %s (id, job_id, partition_id, state, due, attempt, params, finished, result) VALUES %s"
                .formatted(done ? "history" : "runs", repeated("(?,?,?,?,?,?,?,?,?)", rows));
        var insert = statements.of(sql);
        int at = 1;
        for (long id = first; id < first + rows; id++) {
            at = bind(insert, at, new Run(id), done);
        }
        insert.executeUpdate();
    }

    private static int bind(PreparedStatement insert, int from, Run run, boolean done) throws SQLException {
        int at = from;
        insert.setLong(at++, run.id());
        insert.setLong(at++, run.jobId());
        insert.setInt(at++, run.partition());
        insert.setInt(at++, done ? Run.SUCCEEDED : Run.PLANNED);
        insert.setLong(at++, run.due());
        insert.setInt(at++, done ? 1 : 0);
        insert.setString(at++, run.params());
        insert.setObject(at++, done ? run.finished() : null);
        insert.setString(at++, done ? run.result() : null);
        return at;
    }

    private static void update(Statements statements, long first, int rows) throws SQLException {
        var sql = "WITH done (id, finished, result) AS (VALUES " + repeated("(?,?,?)", rows) + ")"
                + " UPDATE runs SET state = 3, attempt = 1, finished = done.finished, result = done.result"
                + " FROM done WHERE runs.id = done.id AND runs.state < 3";
        var update = statements.of(sql);
        int at = 1;
        for (long id = first; id < first + rows; id++) {
            var run = new Run(id);
            update.setLong(at++, id);
            update.setLong(at++, run.finished());
            update.setString(at++, run.result());
        }
        update.executeUpdate();
    }

    private static void delete(Statements statements, long first, int rows) throws SQLException {
        var delete = statements.of("DELETE FROM runs WHERE id IN (" + repeated("?", rows) + ")");
        for (int row = 0; row < rows; row++) {
            delete.setLong(row + 1, first + row);
        }
        delete.executeUpdate();
    }

    private static String repeated(String part, int times) {
        return IntStream.range(0, times).mapToObj(_ -> part).collect(Collectors.joining(","));
    }
}
