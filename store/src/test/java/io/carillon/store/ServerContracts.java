package io.carillon.store;

import io.carillon.databases.DatabaseServer;
import io.carillon.engine.Archive;
import io.carillon.engine.Store;
import io.carillon.testkit.SharedArchiveContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contracts of a database that several nodes share: those of all, each in a database of its own, and those of sharing. */
abstract class ServerContracts extends AllContracts {

    private static final AtomicInteger databases = new AtomicInteger();

    @TempDir
    private Path nodes;

    private String url = "";

    abstract DatabaseServer server();

    @Override
    JdbcStore empty(@Nullable Archive archive) {
        url = server().create("contract_" + databases.incrementAndGet());
        return open("node-1", archive);
    }

    private JdbcStore open(String node, @Nullable Archive archive) {
        return ServerDatabase.open(nodes.resolve(node), url, DatabaseServer.USER, DatabaseServer.PASSWORD, archive);
    }

    @Nested
    final class OfSharedArchives extends SharedArchiveContract {

        private @Nullable JdbcStore other;

        @Override
        protected Store open(Archive archive) {
            return ServerContracts.this.open(archive);
        }

        @Override
        protected Store another(Archive archive) {
            other = ServerContracts.this.open("node-2", archive);
            return other;
        }

        @AfterEach
        void close() {
            if (other != null) {
                other.close();
            }
        }
    }
}
