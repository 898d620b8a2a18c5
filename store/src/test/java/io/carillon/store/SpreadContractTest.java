package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Archive;
import io.carillon.engine.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of a store over two databases, each on a server of its own, which here need not survive a crash. */
final class SpreadContractTest extends StoreContracts {

    private static final AtomicInteger databases = new AtomicInteger();

    @TempDir
    static Path directory;

    private static List<DatabaseServer> servers = List.of();

    @TempDir
    private Path data;

    @BeforeAll
    static void start() {
        servers = Stream.of("first", "second")
                .<DatabaseServer>map(name -> PostgresServer.start(directory.resolve(name), "fsync=off"))
                .toList();
    }

    @AfterAll
    static void stop() {
        servers.forEach(DatabaseServer::close);
    }

    @Override
    DurableStore empty(@Nullable Archive archive) {
        String name = "contract_" + databases.incrementAndGet();
        List<String> urls = servers.stream().map(server -> server.create(name)).toList();
        return ServerDatabases.open(data, urls, DatabaseServer.USER, DatabaseServer.PASSWORD, archive);
    }

    @Override
    Store seen(DurableStore made) {
        return new LaneByLane(made);
    }
}
