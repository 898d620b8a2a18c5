package io.carillon.benchmarks.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** The prepared statements of one connection, kept from transaction to transaction or prepared anew in each. */
final class Statements {

    private final Connection connection;
    private final boolean kept;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection, boolean kept) {
        this.connection = connection;
        this.kept = kept;
    }

    PreparedStatement of(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        var made = connection.prepareStatement(sql);
        prepared.put(sql, made);
        return made;
    }

    void transactionEnded() throws SQLException {
        if (!kept) {
            close();
        }
    }

    void close() throws SQLException {
        for (var statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }
}
