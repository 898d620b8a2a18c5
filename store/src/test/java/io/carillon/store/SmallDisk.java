package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own with little room, which only root may make. */
final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 64 * 1024;

    private final Path place;
    private final Path filler;

    private SmallDisk(Path place) {
        this.place = place;
        this.filler = place.resolve("filler");
    }

    /** Root may mount, but for one in a container that was not allowed to. */
    static boolean isPossible() throws IOException {
        Path place = Files.createTempDirectory("carillon-mount");
        try {
            mount(place, 1).close();
            return true;
        } catch (IOException refused) {
            return false;
        } finally {
            Files.delete(place);
        }
    }

    static SmallDisk mount(Path place, int megabytes) throws IOException {
        Files.createDirectories(place);
        run("mount", "-t", "tmpfs", "-o", "mode=0755,size=" + megabytes + "m", "tmpfs", place.toString());
        return new SmallDisk(place);
    }

    Path place() {
        return place;
    }

    /** Leaves no room at all. */
    void fill() throws IOException {
        FileStore store = Files.getFileStore(place);
        for (int block = BLOCK; block > 0; block /= 16) {
            fillWith(new byte[block]);
        }
        if (store.getUsableSpace() > 0) {
            throw new IOException("there is room left: " + store.getUsableSpace());
        }
    }

    void free() throws IOException {
        Files.delete(filler);
    }

    /** Whoever still has a file there keeps it until it is closed. */
    @Override
    public void close() throws IOException {
        run("umount", "--lazy", place.toString());
    }

    private void fillWith(byte[] block) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space")) {
                throw full;
            }
        }
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }
}
