package io.carillon.benchmarks.embedded;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One prepared statement with a JDBC batch: the same text for every database. */
record RowByRow(Shape shape) implements BatchForm {

    private static final String INSERT =
            "INSERT INTO %s (id, job_id, partition_id, state, due, attempt, params, finished, result)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    @Override
    public void plan(Statements statements, long first, int count) throws SQLException {
        var insert = statements.of(INSERT.formatted("runs"));
        for (long id = first; id < first + count; id++) {
            var run = new Run(id);
            bind(insert, run, Run.PLANNED, 0);
            insert.setObject(8, null);
            insert.setString(9, null);
            insert.addBatch();
        }
        insert.executeBatch();
    }

    @Override
    public void finish(Statements statements, long first, int count) throws SQLException {
        switch (shape) {
            case UPDATE_IN_PLACE -> update(statements, first, count);
            case MOVE_TO_HISTORY -> move(statements, first, count);
        }
    }

    private static void update(Statements statements, long first, int count) throws SQLException {
        var update = statements.of(
                "UPDATE runs SET state = ?, attempt = ?, finished = ?, result = ? WHERE id = ? AND state < 3");
        for (long id = first; id < first + count; id++) {
            var run = new Run(id);
            update.setInt(1, Run.SUCCEEDED);
            update.setInt(2, 1);
            update.setLong(3, run.finished());
            update.setString(4, run.result());
            update.setLong(5, id);
            update.addBatch();
        }
        update.executeBatch();
    }

    private static void move(Statements statements, long first, int count) throws SQLException {
        var insert = statements.of(INSERT.formatted("history"));
        var delete = statements.of("DELETE FROM runs WHERE id = ?");
        for (long id = first; id < first + count; id++) {
            var run = new Run(id);
            bind(insert, run, Run.SUCCEEDED, 1);
            insert.setLong(8, run.finished());
            insert.setString(9, run.result());
            insert.addBatch();
            delete.setLong(1, id);
            delete.addBatch();
        }
        insert.executeBatch();
        delete.executeBatch();
    }

    private static void bind(PreparedStatement insert, Run run, int state, int attempt) throws SQLException {
        insert.setLong(1, run.id());
        insert.setLong(2, run.jobId());
        insert.setInt(3, run.partition());
        insert.setInt(4, state);
        insert.setLong(5, run.due());
        insert.setInt(6, attempt);
        insert.setString(7, run.params());
    }
}
