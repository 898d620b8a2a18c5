package io.carillon.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** Opens connections to a SQLite file. Most settings belong to a connection, so each gets them all. */
final class SqliteFile implements SessionSource {

    /** Reasons and measurements: docs/adr/0003-embedded-database.md. */
    private static final List<String> SETTINGS = List.of(
            "busy_timeout=10000",
            "page_size=4096",
            "journal_mode=WAL",
            "synchronous=FULL",
            "wal_autocheckpoint=8000",
            "journal_size_limit=67108864",
            "cache_size=-32768",
            "temp_store=MEMORY",
            "foreign_keys=ON");

    private final Path file;

    SqliteFile(Path file) {
        this.file = file;
    }

    @Override
    public Session openWriter() throws SQLException {
        return open(SETTINGS);
    }

    @Override
    public Session openReader() throws SQLException {
        return open(Stream.concat(SETTINGS.stream(), Stream.of("query_only=ON")).toList());
    }

    private Session open(List<String> settings) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute("PRAGMA " + setting);
            }
            return new Session(connection);
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }
}
