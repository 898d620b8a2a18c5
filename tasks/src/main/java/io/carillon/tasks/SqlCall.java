package io.carillon.tasks;

import io.carillon.worker.task.TaskOutcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One statement on a connection of its own. Another thread may stop it. */
final class SqlCall implements Callable<TaskOutcome> {

    /** Rows come in portions of so many, so that a large answer is not held in memory. */
    private static final int PORTION = 100;

    private final String url;
    private final Properties properties;
    private final SqlSettings.Work work;
    private volatile @Nullable Connection connection;
    private volatile @Nullable PreparedStatement statement;

    SqlCall(String url, Properties properties, SqlSettings.Work work) {
        this.url = url;
        this.properties = properties;
        this.work = work;
    }

    @Override
    public TaskOutcome call() {
        try (var opened = DriverManager.getConnection(url, properties)) {
            connection = opened;
            opened.setReadOnly(work.query());
            opened.setAutoCommit(false);
            try (var prepared = opened.prepareStatement(work.statement())) {
                statement = prepared;
                bind(prepared, work.args());
                var result = work.query() ? query(prepared) : update(prepared);
                opened.commit();
                return TaskOutcome.succeeded(result.toString());
            }
        } catch (SQLException failure) {
            return SqlFailures.outcome(failure);
        }
    }

    /** Asks the server to give the statement up. */
    void cancel() {
        var running = statement;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException unreachable) {
                // The connection is aborted next, which the server notices by itself.
            }
        }
    }

    /** Cuts the connection, whatever it waits for. */
    void abort() {
        var open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException gone) {
                // Then there is nothing left to cut.
            }
        }
    }

    private JsonNode query(PreparedStatement prepared) throws SQLException {
        prepared.setFetchSize(Math.min(PORTION, work.maxRows()));
        // One more than is wanted, to know whether there is more.
        prepared.setMaxRows(work.maxRows() + 1);
        try (var rows = prepared.executeQuery()) {
            return SqlRows.read(rows, work.maxRows());
        }
    }

    private static JsonNode update(PreparedStatement prepared) throws SQLException {
        return JsonNodeFactory.instance.objectNode().put("updated", prepared.executeLargeUpdate());
    }

    private static void bind(PreparedStatement prepared, List<JsonNode> args) throws SQLException {
        for (int at = 0; at < args.size(); at++) {
            var arg = args.get(at);
            int place = at + 1;
            if (arg.isNull()) {
                prepared.setNull(place, Types.NULL);
            } else if (arg.isBoolean()) {
                prepared.setBoolean(place, arg.booleanValue());
            } else if (arg.isIntegralNumber() && arg.canConvertToLong()) {
                prepared.setLong(place, arg.longValue());
            } else if (arg.isNumber()) {
                prepared.setBigDecimal(place, arg.decimalValue());
            } else {
                prepared.setString(place, arg.stringValue());
            }
        }
    }
}
