package io.carillon.benchmarks.store;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;

/**
 * Commits what a healthy fire costs, as the engine does: it is inserted ahead of its instant in one batch, and its success is
 * written in a later one. Prints the cycles of a second, and the processor's time that one took.
 */
public final class StoreCycles {

    private static final int BATCH = 1_000;
    private static final int JOBS = 20_000;
    private static final int PARTITIONS = 64;
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 5;

    private final TestBench bench;
    private final int batchesInRound;
    private final Cycles cycles;

    private StoreCycles(TestBench bench, int batchesInRound) {
        this.bench = bench;
        this.batchesInRound = batchesInRound;
        this.cycles = new Cycles(bench.store(), new Herd(JOBS, PARTITIONS, Instant.now()));
    }

    /**
     * Measures once.
     *
     * @param args the database, and the batches of a round
     */
    public static void main(String[] args) throws Exception {
        try (var bench = TestBench.of(args[0])) {
            say(bench.product());
            new StoreCycles(bench, Integer.parseInt(args[1])).measure();
        }
    }

    private void measure() {
        cycles.begin();
        cycle(WARM_UP);
        for (int round = 1; round <= ROUNDS; round++) {
            report(round);
        }
    }

    private void report(int round) {
        long cpu = cpuNanos();
        long database = bench.cpuMicros();
        long start = System.nanoTime();
        cycle(batchesInRound);
        double seconds = (System.nanoTime() - start) / 1e9;
        double databaseMicros = bench.cpuMicros() - database;
        double fires = (double) BATCH * batchesInRound;
        say(String.format(
                Locale.ROOT,
                "round %d: %,.0f cycles/s, %.1f µs CPU a cycle, of it %.1f in the database's own process",
                round,
                fires / seconds,
                (cpuNanos() - cpu) / 1e3 / fires + databaseMicros / fires,
                databaseMicros / fires));
    }

    private void cycle(int count) {
        for (int i = 0; i < count; i++) {
            cycles.cycle(BATCH);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    @SuppressWarnings("SystemOut") // Whoever measures reads it there.
    private static void say(String line) {
        System.out.println(line);
    }
}
