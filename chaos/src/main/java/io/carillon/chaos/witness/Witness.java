package io.carillon.chaos.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A file of lines. Each is one write to the system, so that a process that is killed after it has lost nothing. */
public final class Witness implements AutoCloseable {

    private static final String SUFFIX = ".witness";

    private final FileChannel file;

    private Witness(FileChannel file) {
        this.file = file;
    }

    /** The witness of a worker, in a directory for all of them. */
    public static Witness of(Path directory, String worker) {
        try {
            Path path = directory.resolve(worker + SUFFIX);
            return new Witness(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public synchronized void write(Entry entry) {
        ByteBuffer line = ByteBuffer.wrap((entry.line() + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What all the witnesses in a directory say, each in its order. */
    public static List<Entry> all(Path directory) {
        var entries = new ArrayList<Entry>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                Files.readAllLines(file).stream().map(Entry::parse).forEach(entries::add);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return entries;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
