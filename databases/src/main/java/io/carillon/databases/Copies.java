package io.carillon.databases;

import io.carillon.databases.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Copies the data of a server that does not run, with who may read it. */
final class Copies {

    private Copies() {}

    static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            Files.createDirectories(to.getParent());
            for (Path each : all.toList()) {
                Files.copy(
                        each,
                        to.resolve(from.relativize(each).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES,
                        LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void replace(Path from, Path to) {
        try {
            Directories.delete(to);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        copy(from, to);
    }
}
