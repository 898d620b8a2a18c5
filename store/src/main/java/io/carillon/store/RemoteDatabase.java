package io.carillon.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;

/** Opens connections to a database server, each with its settings. */
final class RemoteDatabase implements SessionSource {

    private final Product product;
    private final String url;
    private final Properties properties;

    RemoteDatabase(Product product, String url, Properties properties) {
        this.product = product;
        this.url = url;
        this.properties = properties;
    }

    /**
     * What is particular about a server.
     *
     * @param name what it calls itself; what speaks its protocol under another name is refused: it says some things otherwise
     * @param reader what a connection that only reads is told first
     * @param writer what a connection that writes is told first
     * @param readsOnly a query that tells whether the server takes no writes, as a standby does
     */
    record Product(String name, Dialect dialect, List<String> reader, List<String> writer, String readsOnly) {}

    /** A server that only reads would take the connection and refuse each write: that it says so is asked for here. */
    @Override
    public Session openWriter() throws SQLException {
        Session session = open(product.writer());
        boolean sound = false;
        try {
            boolean readsOnly =
                    session.query(product.readsOnly(), _ -> {}, Row::flag).getFirst();
            if (readsOnly) {
                throw new SQLException("the database only reads: it is a standby, or somebody has locked it");
            }
            sound = true;
            return session;
        } finally {
            if (!sound) {
                session.close();
            }
        }
    }

    @Override
    public Session openReader() throws SQLException {
        return open(product.reader());
    }

    private void requireOurs(DatabaseMetaData server) throws SQLException {
        if (!server.getDatabaseProductName().equals(product.name())) {
            throw new SQLException("it is " + server.getDatabaseProductName() + " " + server.getDatabaseProductVersion()
                    + ", and its URL names " + product.name());
        }
    }

    private Session open(List<String> settings) throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            requireOurs(connection.getMetaData());
            for (String setting : settings) {
                statement.execute(setting);
            }
            return new Session(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }
}
