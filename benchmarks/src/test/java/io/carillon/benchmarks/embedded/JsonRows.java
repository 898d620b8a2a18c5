package io.carillon.benchmarks.embedded;

import io.carillon.model.json.Json;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** A whole batch as one JSON text in one parameter, taken apart by SQLite's json_each: one crossing into native code. */
record JsonRows(Shape shape) implements BatchForm {

    private static final String INSERT = """
            INSERT INTO %s (id, job_id, partition_id, state, due, attempt, params, finished, result)
            SELECT value ->> 0, value ->> 1, value ->> 2, %d, value ->> 3, %d, value ->> 4, value ->> 5, value ->> 6
            FROM json_each(?)""";

    @Override
    public void plan(Statements statements, long first, int count) throws SQLException {
        execute(statements, INSERT.formatted("runs", Run.PLANNED, 0), rows(first, count, false));
    }

    @Override
    public void finish(Statements statements, long first, int count) throws SQLException {
        switch (shape) {
            case UPDATE_IN_PLACE -> execute(statements, """
                        UPDATE runs SET state = 3, attempt = 1, finished = done.finished, result = done.result
                        FROM (SELECT value ->> 0 AS id, value ->> 5 AS finished, value ->> 6 AS result FROM json_each(?)) AS done
                        WHERE runs.id = done.id AND runs.state < 3""", rows(first, count, true));
            case MOVE_TO_HISTORY -> {
                var rows = rows(first, count, true);
                execute(statements, INSERT.formatted("history", Run.SUCCEEDED, 1), rows);
                execute(statements, "DELETE FROM runs WHERE id IN (SELECT value ->> 0 FROM json_each(?))", rows);
            }
        }
    }

    private static void execute(Statements statements, String sql, String rows) throws SQLException {
        var statement = statements.of(sql);
        statement.setString(1, rows);
        statement.executeUpdate();
    }

    private static String rows(long first, int count, boolean done) {
        return Json.array(LongStream.range(first, first + count)
                        .mapToObj(id -> row(new Run(id), done))
                        .toList())
                .text();
    }

    private static Json row(Run run, boolean done) {
        return Json.array(List.of(
                Json.of(run.id()),
                Json.of(run.jobId()),
                Json.of(run.partition()),
                Json.of(run.due()),
                Json.of(run.params()),
                done ? Json.of(run.finished()) : Json.Null.VALUE,
                done ? Json.of(run.result()) : Json.Null.VALUE));
    }
}
