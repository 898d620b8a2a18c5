package io.carillon.benchmarks.beside;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The PostgreSQL database of a peer. What we ask of it goes over a connection of our own, so that it never waits for the peer's pool nor
 * takes from it; the connection stays open, since a new one costs both sides the hash of a password.
 */
final class PeerDatabase implements AutoCloseable {

    private final String url;
    private final String user;
    private final String password;
    private final Connection connection;

    PeerDatabase(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        try {
            this.connection = DriverManager.getConnection(url, user, password);
        } catch (SQLException failure) {
            throw refused(failure);
        }
    }

    /** A pool for the peer, whose size stays as it is. The driver joins the rows of a batch into one INSERT, as its documents advise. */
    HikariDataSource pool(int connections) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    /** Runs the statements of a script that is in a jar of the peer. */
    void runResource(Class<?> beside, String name) {
        try (InputStream resource = beside.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("the jar of " + beside.getName() + " has no " + name);
            }
            run(new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    synchronized void run(String script) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        } catch (SQLException failure) {
            throw refused(failure);
        }
    }

    /** The one number that a query answers with. */
    synchronized long count(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException failure) {
            throw refused(failure);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw refused(failure);
        }
    }

    private static IllegalStateException refused(SQLException failure) {
        return new IllegalStateException("the database refused: " + failure.getMessage(), failure);
    }
}
