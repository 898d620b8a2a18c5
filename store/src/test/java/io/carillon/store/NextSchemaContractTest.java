package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/** While a cluster is upgraded, nodes of this version work with what the next one has made of the schema. */
final class NextSchemaContractTest extends AllContracts {

    @TempDir
    private Path directory;

    @Override
    JdbcStore empty(@Nullable Archive archive) throws SQLException {
        EmbeddedDatabase.open(directory).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("carillon.db"))) {
            NextSchema.make(connection);
        }
        return EmbeddedDatabase.open(directory, archive);
    }

    @Override
    Session aside() throws SQLException {
        return new SqliteFile(directory.resolve("carillon.db")).openReader();
    }
}
