package io.carillon.store;

import io.carillon.engine.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The database that a node brings along: a file in its data directory, opened by its own process and by no other. */
public final class EmbeddedDatabase {

    /** Where the driver unpacks its native library. */
    private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";

    private static final Dialect DIALECT = new SqliteDialect();

    private EmbeddedDatabase() {}

    /** Opens the database in a directory, which is made if there is none; the directory is ours until the store is closed. */
    public static JdbcStore open(Path dataDirectory) {
        return open(dataDirectory, null);
    }

    /**
     * Opens the database in a directory, as one whose history is archived.
     *
     * @param archive what is to keep history before it is deleted; null if nothing is
     */
    public static JdbcStore open(Path dataDirectory, @Nullable Archive archive) {
        return DirectoryLock.holding(
                dataDirectory,
                (directory, lock) ->
                        migrated(directory, new Surroundings(new LandmarkFile(directory), archive, lock::close)));
    }

    private static JdbcStore migrated(Path directory, Surroundings around) throws IOException {
        unpackInto(directory.resolve("lib"));
        var file = new SqliteFile(directory.resolve("carillon.db"));
        Schema.migrate(file, DIALECT, "the database in " + directory, around);
        return JdbcStore.sole(file, DIALECT, around);
    }

    /** A process that is killed leaves its copy of the library behind; under the lock nobody else's can be there. */
    private static void unpackInto(Path library) throws IOException {
        if (System.getProperty(LIBRARY_DIRECTORY) != null) {
            return;
        }
        Files.createDirectories(library);
        try (Stream<Path> left = Files.list(library)) {
            for (Path old : left.toList()) {
                Files.deleteIfExists(old);
            }
        }
        System.setProperty(LIBRARY_DIRECTORY, library.toString());
    }
}
