package io.carillon.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;
import org.postgresql.util.ByteBufferByteStreamWriter;

/** Many rows go by COPY, which PostgreSQL puts on its pages and into its log together. */
final class PostgresBulk implements Bulk {

    /** Below this the statement costs more than it saves: it is parsed each time. */
    private static final int FEW = 20;

    private final Bulk statements = new ReturningDeletes();

    @Override
    public <T> void insert(
            String table, List<String> columns, List<T> items, Session.Binding<T> binding, Session session)
            throws SQLException {
        if (items.size() < FEW) {
            statements.insert(table, columns, items, binding, session);
            return;
        }
        ByteBuffer rows = CopyRows.of(items, columns.size(), binding);
        String copy = "COPY " + table + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)";
        try {
            session.as(PGConnection.class).getCopyAPI().copyIn(copy, new ByteBufferByteStreamWriter(rows));
        } catch (IOException failure) {
            throw new SQLException("copying rows to " + table + " failed", failure);
        }
    }

    @Override
    public <T> List<T> delete(String table, List<T> items, ToLongFunction<T> id, Session session) throws SQLException {
        return statements.delete(table, items, id, session);
    }
}
