package io.carillon.benchmarks.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process has asked the kernel to write so far, by the kernel's own count; only Linux keeps it. */
final class WrittenBytes {

    private static final Path COUNTERS = Path.of("/proc/self/io");

    private WrittenBytes() {}

    static long soFar() throws IOException {
        if (Files.notExists(COUNTERS)) {
            return 0;
        }
        return Files.readAllLines(COUNTERS).stream()
                .filter(line -> line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
                .sum();
    }
}
