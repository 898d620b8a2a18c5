package io.carillon.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedContractTest extends AllContracts {

    @TempDir
    private Path directory;

    @Override
    JdbcStore empty() {
        return EmbeddedDatabase.open(directory);
    }
}
