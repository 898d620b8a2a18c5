package io.carillon.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A connection with the statements that were prepared on it; they live as long as it does. Confined to whoever borrowed it. */
final class Session implements AutoCloseable {

    private static final int MAX_STATEMENTS = 512;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

    private boolean lost;

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Work that is done with a session. */
    interface Work<T> {

        T with(Session session) throws SQLException;
    }

    /** Fills the places of a statement. */
    interface Filling {

        void into(Parameters parameters) throws SQLException;
    }

    /** Makes a value of a row. */
    interface Reading<T> {

        T from(Row row) throws SQLException, UnreadableRowException;
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int update(String sql, Filling filling) throws SQLException {
        PreparedStatement statement = prepare(sql);
        filling.into(new StatementParameters(statement));
        return statement.executeUpdate();
    }

    /** Reads several times from one and the same state of the database, whatever is committed meanwhile. */
    <T> T together(String begin, Work<T> work) throws SQLException {
        execute(begin);
        T value = work.with(this);
        execute("COMMIT");
        return value;
    }

    /** Runs a statement once for each item, and tells how many rows each changed. */
    <T> int[] updateAll(String sql, Iterable<T> items, Binding<T> binding) throws SQLException {
        PreparedStatement statement = prepare(sql);
        try {
            for (T item : items) {
                binding.bind(item, new StatementParameters(statement));
                statement.addBatch();
            }
            return statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    /** Fills the places of a statement for one of many items. */
    interface Binding<T> {

        void bind(T item, Parameters parameters) throws SQLException;
    }

    /** Reads all rows. Rows that may be unreadable are up to the reading; here one is as bad as a query that fails. */
    <T> List<T> query(String sql, Filling filling, Reading<T> reading) throws SQLException {
        PreparedStatement statement = prepare(sql);
        filling.into(new StatementParameters(statement));
        var found = new ArrayList<T>();
        try (ResultSet results = statement.executeQuery()) {
            while (results.next()) {
                found.add(reading.from(new Row(results)));
            }
        } catch (UnreadableRowException reason) {
            throw new SQLException("unreadable row: " + reason.getMessage(), reason);
        }
        return found;
    }

    /** The database's own present. */
    Instant present(Dialect dialect) throws SQLException {
        return query("SELECT " + dialect.presentMicros(), _ -> {}, Row::instant).getFirst();
    }

    /** The connection as what its driver makes it beyond the standard. */
    <T> T as(Class<T> particular) throws SQLException {
        return connection.unwrap(particular);
    }

    /** Whether its server is gone: a failure of anything else leaves the connection as it is. */
    boolean isLost() {
        return lost;
    }

    @Override
    public void close() throws SQLException {
        lost |= connection.isClosed();
        connection.close();
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known != null) {
            known.clearParameters();
            return known;
        }
        if (prepared.size() >= MAX_STATEMENTS) {
            Iterator<PreparedStatement> eldest = prepared.values().iterator();
            eldest.next().close();
            eldest.remove();
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        prepared.put(sql, statement);
        return statement;
    }
}
