package io.carillon.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.Store;
import io.carillon.testkit.ShardContract;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedShardContractTest extends ShardContract {

    @TempDir
    private Path directory;

    private @Nullable JdbcStore store;

    @Override
    protected Store open() {
        store = EmbeddedDatabase.open(directory);
        return store;
    }

    @AfterEach
    void close() {
        opened().close();
    }

    @Override
    protected Catalog catalog() {
        return opened().catalog();
    }

    private JdbcStore opened() {
        return Objects.requireNonNull(store);
    }
}
