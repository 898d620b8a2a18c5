package io.carillon.chaos.machines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The wall clock of one process, which can be stepped where Debian's {@code faketime} is installed. Elapsed time is left as it is. */
final class WallClock {

    private static final String LIBRARY = "faketime/libfaketimeMT.so.1";
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final Path offset;

    /** @param offset the file in which the process reads each second by how much its clock is wrong */
    WallClock(Path offset) {
        this.offset = offset;
    }

    /** Whether a clock can be stepped here. */
    static boolean isPossible() {
        return library().isPresent();
    }

    /** The command of the process, with what its clock needs; just the command where there is no such library. */
    List<String> under(List<String> command) {
        return library().map(found -> preloaded(found, command)).orElse(command);
    }

    /** From now on the process is told a time that is later by this, or earlier. */
    void step(Duration by) {
        try {
            Path next = Files.writeString(offset.resolveSibling(offset.getFileName() + ".next"), text(by));
            Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Deletes what the library leaves of a process that was killed: the next one of its number would trip over it. */
    static void forget(long pid) {
        try {
            Files.deleteIfExists(SHARED_MEMORY.resolve("faketime_shm_" + pid));
            Files.deleteIfExists(SHARED_MEMORY.resolve("sem.faketime_sem_" + pid));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> preloaded(Path library, List<String> command) {
        step(Duration.ZERO);
        var all = new ArrayList<>(List.of(
                "env",
                "LD_PRELOAD=" + library,
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "FAKETIME_FORCE_MONOTONIC_FIX=0",
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_TIMESTAMP_FILE=" + offset));
        all.addAll(command);
        return all;
    }

    private static String text(Duration by) {
        return (by.isNegative() ? "" : "+") + by.toSeconds() + "\n";
    }

    /** Debian keeps it below a directory for the machine's architecture. */
    private static Optional<Path> library() {
        try (Stream<Path> places = Files.list(LIBRARIES)) {
            return Stream.concat(Stream.of(LIBRARIES), places.sorted())
                    .map(place -> place.resolve(LIBRARY))
                    .filter(Files::isReadable)
                    .findFirst();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }
}
