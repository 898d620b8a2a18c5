package io.carillon.benchmarks.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.MySqlServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Archive;
import io.carillon.store.DurableStore;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.ServerDatabases;
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
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A new database with nothing in it, as its makers ship it: what is committed is on the disk. */
final class TestBench implements AutoCloseable {

    private static final String NAME = "carillon";

    private final Path directory;
    private final List<DatabaseServer> servers;
    private DurableStore store;

    private TestBench(Path directory, List<DatabaseServer> servers) {
        this.directory = directory;
        this.servers = servers;
        this.store = open(null);
    }

    /** @param database of which kind; on servers of their own, as many as a number behind an x says */
    static TestBench of(String database) throws IOException {
        Path directory = Files.createTempDirectory("carillon-bench");
        String[] words = database.split("x", 2);
        int count = words.length == 1 ? 1 : Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "embedded" -> new TestBench(directory, List.of());
            case "postgresql" -> on(PostgresServer::start, count, directory);
            case "mariadb" -> on(MariaDbServer::start, count, directory);
            case "mysql" -> on(MySqlServer::start, count, directory);
            default ->
                throw new IllegalArgumentException("a database is embedded, postgresql, mariadb or mysql: " + database);
        };
    }

    private static TestBench on(Function<Path, DatabaseServer> start, int count, Path directory) {
        List<DatabaseServer> servers = IntStream.range(0, count)
                .mapToObj(number -> start.apply(directory.resolve("server-" + number)))
                .toList();
        servers.forEach(server -> server.create(NAME));
        return new TestBench(directory, servers);
    }

    private DurableStore open(@Nullable Archive archive) {
        Path data = directory.resolve("data");
        List<String> urls = servers.stream().map(server -> server.url(NAME)).toList();
        return servers.isEmpty()
                ? EmbeddedDatabase.open(data, archive)
                : ServerDatabases.open(data, urls, DatabaseServer.USER, DatabaseServer.PASSWORD, archive);
    }

    /** The same database, opened anew with an archive. */
    DurableStore reopened(Archive archive) {
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
        return servers.isEmpty()
                ? DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/carillon.db"))
                : servers.getFirst().connect(NAME);
    }

    String product() {
        return switch (servers.size()) {
            case 0 -> "embedded";
            case 1 -> servers.getFirst().product();
            default -> servers.size() + " servers of " + servers.getFirst().product();
        };
    }

    DurableStore store() {
        return store;
    }

    /** Does at once what PostgreSQL does by itself in a minute or two after rows have come, and MariaDB and MySQL at once. */
    void settle() {
        for (DatabaseServer server : servers) {
            if (server instanceof PostgresServer) {
                server.execute(NAME, "VACUUM (ANALYZE)");
            }
        }
    }

    /** The processor time of the database, as far as it is not our own. */
    long cpuMicros() {
        return servers.stream().mapToLong(DatabaseServer::cpuMicros).sum();
    }

    @Override
    public void close() throws IOException {
        store.close();
        servers.forEach(DatabaseServer::close);
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
