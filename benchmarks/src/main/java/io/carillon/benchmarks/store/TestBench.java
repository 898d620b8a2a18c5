package io.carillon.benchmarks.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.MySqlServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Archive;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import io.carillon.store.ServerDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A new database with nothing in it, as its makers ship it: what is committed is on the disk. */
final class TestBench implements AutoCloseable {

    private static final String NAME = "carillon";

    private final Path directory;
    private final @Nullable DatabaseServer server;
    private JdbcStore store;

    private TestBench(Path directory, @Nullable DatabaseServer server) {
        this.directory = directory;
        this.server = server;
        this.store = open(null);
    }

    static TestBench of(String database) throws IOException {
        Path directory = Files.createTempDirectory("carillon-bench");
        return switch (database) {
            case "embedded" -> new TestBench(directory, null);
            case "postgresql" -> on(PostgresServer::start, directory);
            case "mariadb" -> on(MariaDbServer::start, directory);
            case "mysql" -> on(MySqlServer::start, directory);
            default ->
                throw new IllegalArgumentException("a database is embedded, postgresql, mariadb or mysql: " + database);
        };
    }

    private static TestBench on(Function<Path, DatabaseServer> start, Path directory) {
        DatabaseServer server = start.apply(directory.resolve("server"));
        server.create(NAME);
        return new TestBench(directory, server);
    }

    private JdbcStore open(@Nullable Archive archive) {
        Path data = directory.resolve("data");
        return server == null
                ? EmbeddedDatabase.open(data, archive)
                : ServerDatabase.open(data, server.url(NAME), DatabaseServer.USER, DatabaseServer.PASSWORD, archive);
    }

    /** The same database, opened anew with an archive. */
    JdbcStore reopened(Archive archive) {
        store.close();
        store = open(archive);
        return store;
    }

    /** Whether tables of runs are there whose day lies a month before an instant, and more; also those that nobody reads any more. */
    boolean hasTablesBefore(Instant present) throws SQLException {
        var month = present.minus(Duration.ofDays(30)).atOffset(ZoneOffset.UTC).toLocalDate();
        try (Connection connection = connect();
                PreparedStatement count = connection.prepareStatement(
                        "SELECT count(*) FROM slices WHERE family <> 'attempts' AND day < ?")) {
            count.setInt(1, Integer.parseInt(DateTimeFormatter.BASIC_ISO_DATE.format(month)));
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getLong(1) > 0;
            }
        }
    }

    private Connection connect() throws SQLException {
        return server == null
                ? DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/carillon.db"))
                : server.connect(NAME);
    }

    String product() {
        return server == null ? "embedded" : server.product();
    }

    JdbcStore store() {
        return store;
    }

    /** Does at once what PostgreSQL does by itself in a minute or two after rows have come, and MariaDB and MySQL at once. */
    void settle() {
        if (server instanceof PostgresServer) {
            server.execute(NAME, "VACUUM (ANALYZE)");
        }
    }

    /** The processor time of the database, as far as it is not our own. */
    long cpuMicros() {
        return server == null ? 0 : server.cpuMicros();
    }

    @Override
    public void close() throws IOException {
        store.close();
        if (server != null) {
            server.close();
        }
        deleteAll(directory);
    }

    static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(TestBench::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
