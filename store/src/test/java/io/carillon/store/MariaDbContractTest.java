package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server, which here need not survive a crash. */
final class MariaDbContractTest extends ServerContracts {

    @TempDir
    static Path directory;

    private static DatabaseServer server;

    @BeforeAll
    static void start() {
        server = MariaDbServer.start(
                directory, "innodb-flush-log-at-trx-commit=0", "innodb-flush-method=nosync", "skip-log-bin");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    DatabaseServer server() {
        return server;
    }
}
