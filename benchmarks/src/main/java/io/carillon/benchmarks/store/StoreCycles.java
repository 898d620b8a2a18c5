package io.carillon.benchmarks.store;

import com.sun.management.OperatingSystemMXBean;
import io.carillon.model.Partition;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

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
    private final List<Cycles> lanes;

    private StoreCycles(TestBench bench, int batchesInRound, int lanes) {
        this.bench = bench;
        this.batchesInRound = batchesInRound;
        this.lanes = IntStream.range(0, lanes)
                .mapToObj(lane -> new Cycles(bench.store(), herd(lane, lanes), lane))
                .toList();
    }

    private static Herd herd(int lane, int lanes) {
        List<Partition> partitions = IntStream.range(0, PARTITIONS)
                .filter(number -> number % lanes == lane)
                .mapToObj(Partition::new)
                .toList();
        return new Herd(JOBS / lanes, partitions, Instant.now());
    }

    /**
     * Measures once.
     *
     * @param args the database, the batches of a round, and in how many lanes they are committed: 0 as the store advises
     */
    public static void main(String[] args) throws Exception {
        try (var bench = TestBench.of(args[0])) {
            int wanted = Integer.parseInt(args[2]);
            int lanes = wanted == 0 ? bench.store().lanes().count() : wanted;
            say(bench.product() + ", lanes: " + lanes);
            new StoreCycles(bench, Integer.parseInt(args[1]), lanes).measure();
        }
    }

    private void measure() throws InterruptedException {
        lanes.forEach(Cycles::begin);
        cycle(WARM_UP);
        for (int round = 1; round <= ROUNDS; round++) {
            report(round);
        }
    }

    private void report(int round) throws InterruptedException {
        long cpu = cpuNanos();
        long database = bench.cpuMicros();
        long start = System.nanoTime();
        cycle(batchesInRound);
        double seconds = (System.nanoTime() - start) / 1e9;
        double databaseMicros = bench.cpuMicros() - database;
        double fires = (double) BATCH * (batchesInRound / lanes.size() * lanes.size());
        say(String.format(
                Locale.ROOT,
                "round %d: %,.0f cycles/s, %.1f µs CPU a cycle, of it %.1f in the database's own process",
                round,
                fires / seconds,
                (cpuNanos() - cpu) / 1e3 / fires + databaseMicros / fires,
                databaseMicros / fires));
    }

    /** So many batches in all, the lanes beside each other. */
    private void cycle(int count) throws InterruptedException {
        List<Callable<Void>> work = lanes.stream()
                .<Callable<Void>>map(lane -> () -> {
                    for (int i = 0; i < count / lanes.size(); i++) {
                        lane.cycle(BATCH);
                    }
                    return null;
                })
                .toList();
        try (var threads = Executors.newFixedThreadPool(lanes.size())) {
            for (Future<Void> each : threads.invokeAll(work)) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a lane has failed", failed.getCause());
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
