package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedContractTest extends AllContracts {

    @TempDir
    private Path directory;

    @Override
    JdbcStore empty(@Nullable Archive archive) {
        return EmbeddedDatabase.open(directory, archive);
    }

    @Override
    Session aside() throws SQLException {
        return new SqliteFile(directory.resolve("carillon.db")).openReader();
    }
}
