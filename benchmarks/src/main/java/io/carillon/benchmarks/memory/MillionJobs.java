package io.carillon.benchmarks.memory;

import io.carillon.model.NodeId;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/**
 * Registers very many cron jobs in an embedded database and, in another process, takes them over as a node does when it starts, and
 * runs some minutes of their schedule. Prints what each part took, the longest step, and the heap that is in use.
 */
public final class MillionJobs {

    static final int PARTITIONS = 256;
    static final int APPS = 20;
    static final NodeId NODE = new NodeId("node-1");

    private static final Duration SCHEDULE = Duration.ofMinutes(5);

    private MillionJobs() {}

    /**
     * Registers ({@code register DIRECTORY JOBS busy|quiet}) or measures ({@code measure DIRECTORY}). What is in the directory is deleted
     * before the one, and kept after the other.
     */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[1]);
        if (args[0].equals("register")) {
            delete(directory);
            register(directory, Integer.parseInt(args[2]), args[3].equals("quiet"));
        } else {
            measure(directory);
        }
    }

    private static void register(Path directory, int jobs, boolean quiet) {
        long begin = System.nanoTime();
        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            new Registrar(store, NODE, quiet).register(jobs);
        }
        say("jobs registered", jobs);
        say("  it took, s", seconds(System.nanoTime() - begin));
    }

    private static void measure(Path directory) throws Exception {
        try (JdbcStore store = EmbeddedDatabase.open(directory)) {
            say(
                    "load of the machine before",
                    "%.2f"
                            .formatted(
                                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
            long empty = heapInUse();
            var node = new LoadedNode(store);
            node.takeOver();
            say("heap in use after it, MiB", (heapInUse() - empty) >> 20);
            node.run(SCHEDULE);
            say("heap in use after that, MiB", (heapInUse() - empty) >> 20);
        }
    }

    private static long heapInUse() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static String seconds(long nanos) {
        return "%.2f".formatted(nanos / 1e9);
    }

    static String millis(long nanos) {
        return "%.1f".formatted(nanos / 1e6);
    }

    static void say(String what, Object value) {
        System.out.printf("%-44s %12s%n", what, value);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
