package io.carillon.store;

import io.carillon.engine.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** The database that a node brings along: a file in its data directory, opened by its own process and by no other. */
public final class EmbeddedDatabase {

    /** Where the driver unpacks its native library. */
    private static final String LIBRARY_DIRECTORY = "org.sqlite.tmpdir";

    private static final Dialect DIALECT = new SqliteDialect();

    private EmbeddedDatabase() {}

    /** Opens the database in a directory, which is made if there is none; the directory is ours until the store is closed. */
    public static JdbcStore open(Path dataDirectory) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        try {
            make(directory);
            return open(directory, DirectoryLock.take(directory));
        } catch (IOException failure) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE,
                    "data directory " + directory + " can't be used: " + failure.getMessage(),
                    failure);
        }
    }

    /** What is in there is for its owner's eyes only: params and results, and the token that opens everything. */
    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static JdbcStore open(Path directory, DirectoryLock lock) throws IOException {
        boolean open = false;
        try {
            unpackInto(directory.resolve("lib"));
            var file = new SqliteFile(directory.resolve("carillon.db"));
            Schema.migrate(file, DIALECT, "the database in " + directory);
            open = true;
            return JdbcStore.sole(file, DIALECT, lock::close);
        } finally {
            if (!open) {
                lock.close();
            }
        }
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
