package io.carillon.chaos.machines;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A small file system in memory that can be filled. Only root may mount one, and not in every container. */
final class Disk implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final Path place;
    private final Path filler;

    private Disk(Path place) {
        this.place = place;
        this.filler = place.resolve("filler");
    }

    /** Mounts one; nothing if that is not possible here. */
    static Optional<Disk> mount(Path place, int megabytes) {
        try {
            Files.createDirectories(place);
            String options = "mode=0755,size=" + megabytes + "m";
            return run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString())
                    ? Optional.of(new Disk(place))
                    : Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether one can be mounted here, which is tried. */
    static boolean isPossible(Path place) {
        Optional<Disk> disk = mount(place, 1);
        disk.ifPresent(Disk::close);
        return disk.isPresent();
    }

    /** Leaves no room at all. */
    void fill() {
        for (int block = BLOCK; block > 0; block /= 16) {
            fillWith(new byte[block]);
        }
    }

    void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whoever still has a file there keeps it until it is closed. */
    @Override
    public void close() {
        try {
            run("umount", "--lazy", place.toString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void fillWith(byte[] block) {
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space")) {
                throw new UncheckedIOException(full);
            }
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.onExit().join().exitValue() == 0 && said.isEmpty();
    }
}
