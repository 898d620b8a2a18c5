package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedContractTest extends AllContracts {

    @TempDir
    private Path directory;

    @Override
    JdbcStore empty(@Nullable Archive archive) {
        return EmbeddedDatabase.open(directory, archive);
    }
}
