package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory of its own under the one given, removed with all that is in it. */
record Place(Path directory) implements AutoCloseable {

    static Place under(Path parent, String name) throws IOException {
        return new Place(Files.createTempDirectory(Files.createDirectories(parent), name));
    }

    /** The bytes of the files whose name contains this text. */
    long bytes(String nameContains) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().contains(nameContains))
                    .mapToLong(Place::size)
                    .sum();
        }
    }

    int files(String nameEnd) throws IOException {
        try (var files = Files.list(directory)) {
            return (int) files.filter(file -> file.toString().endsWith(nameEnd)).count();
        }
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
