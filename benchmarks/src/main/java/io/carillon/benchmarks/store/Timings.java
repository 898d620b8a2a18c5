package io.carillon.benchmarks.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long something took, each time that it was done; in one thread. */
final class Timings {

    private final List<Long> nanos = new ArrayList<>();

    void time(Runnable work) {
        long start = System.nanoTime();
        work.run();
        add(System.nanoTime() - start);
    }

    void add(long took) {
        nanos.add(took);
    }

    int count() {
        return nanos.size();
    }

    /** The time that this share of all did not exceed, in milliseconds. */
    private static double millis(List<Long> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1e6;
    }

    @Override
    public String toString() {
        List<Long> sorted = nanos.stream().sorted().toList();
        return String.format(
                Locale.ROOT,
                "p50 %6.1f ms, p99 %6.1f ms, max %6.1f ms",
                millis(sorted, 0.5),
                millis(sorted, 0.99),
                sorted.getLast() / 1e6);
    }
}
