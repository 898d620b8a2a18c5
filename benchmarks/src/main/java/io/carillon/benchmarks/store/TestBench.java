package io.carillon.benchmarks.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.MySqlServer;
import io.carillon.databases.PostgresServer;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import io.carillon.store.ServerDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A new database with nothing in it, as its makers ship it: what is committed is on the disk. */
final class TestBench implements AutoCloseable {

    private static final String NAME = "carillon";

    private final Path directory;
    private final @Nullable DatabaseServer server;
    private final JdbcStore store;

    private TestBench(Path directory, @Nullable DatabaseServer server, JdbcStore store) {
        this.directory = directory;
        this.server = server;
        this.store = store;
    }

    static TestBench of(String database) throws IOException {
        Path directory = Files.createTempDirectory("carillon-bench");
        return switch (database) {
            case "embedded" -> new TestBench(directory, null, EmbeddedDatabase.open(directory));
            case "postgresql" -> on(PostgresServer::start, directory);
            case "mariadb" -> on(MariaDbServer::start, directory);
            case "mysql" -> on(MySqlServer::start, directory);
            default ->
                throw new IllegalArgumentException("a database is embedded, postgresql, mariadb or mysql: " + database);
        };
    }

    private static TestBench on(Function<Path, DatabaseServer> start, Path directory) {
        DatabaseServer server = start.apply(directory.resolve("server"));
        JdbcStore store = ServerDatabase.open(
                directory.resolve("data"), server.create(NAME), DatabaseServer.USER, DatabaseServer.PASSWORD);
        return new TestBench(directory, server, store);
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
