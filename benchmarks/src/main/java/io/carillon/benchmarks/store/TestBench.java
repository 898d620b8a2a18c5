package io.carillon.benchmarks.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.PostgresServer;
import io.carillon.store.DurableStore;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.ServerDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A new database with nothing in it, as its makers ship it: what is committed is on the disk. */
final class TestBench implements AutoCloseable {

    private static final String NAME = "carillon";

    private final Path directory;
    private final List<DatabaseServer> servers;
    private final DurableStore store;

    private TestBench(Path directory, List<DatabaseServer> servers, DurableStore store) {
        this.directory = directory;
        this.servers = servers;
        this.store = store;
    }

    /** @param database of which kind; on servers of their own, as many as a number behind an x says */
    static TestBench of(String database) throws IOException {
        Path directory = Files.createTempDirectory("carillon-bench");
        String[] words = database.split("x", 2);
        int count = words.length == 1 ? 1 : Integer.parseInt(words[1]);
        return switch (words[0]) {
            case "embedded" -> new TestBench(directory, List.of(), EmbeddedDatabase.open(directory));
            case "postgresql" -> on(PostgresServer::start, count, directory);
            case "mariadb" -> on(MariaDbServer::start, count, directory);
            default -> throw new IllegalArgumentException("a database is embedded, postgresql or mariadb: " + database);
        };
    }

    private static TestBench on(Function<Path, DatabaseServer> start, int count, Path directory) {
        List<DatabaseServer> servers = IntStream.range(0, count)
                .mapToObj(number -> start.apply(directory.resolve("server-" + number)))
                .toList();
        List<String> urls = servers.stream().map(server -> server.create(NAME)).toList();
        DurableStore store = ServerDatabases.open(
                directory.resolve("data"), urls, DatabaseServer.USER, DatabaseServer.PASSWORD, null);
        return new TestBench(directory, servers, store);
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

    /** Does at once what PostgreSQL does by itself in a minute or two after rows have come, and MariaDB at once. */
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
