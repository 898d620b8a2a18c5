package io.carillon.tasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A script on disk, in a directory of its own that only the worker's user can look into, and that goes when the script is done. */
record ScriptFile(Path directory, Path file) {

    static ScriptFile write(String script) throws IOException {
        var directory = Files.createTempDirectory(
                "carillon-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var file = directory.resolve("script");
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, ownerOnly)) {
            var bytes = StandardCharsets.UTF_8.encode(script);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        return new ScriptFile(directory, file);
    }

    /** Removes everything that the script left in its directory, without following links out of it. */
    void delete() throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(path);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(path);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
