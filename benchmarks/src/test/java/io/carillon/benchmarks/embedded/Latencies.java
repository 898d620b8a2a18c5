package io.carillon.benchmarks.embedded;

import java.util.Arrays;

/** Nanoseconds of many small things. */
final class Latencies {

    private long[] nanos = new long[1024];
    private int size;

    void add(long value) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = value;
    }

    void clear() {
        size = 0;
    }

    Latencies copy() {
        var copy = new Latencies();
        copy.nanos = Arrays.copyOf(nanos, Math.max(size, 1));
        copy.size = size;
        return copy;
    }

    /** The value that this share of the others does not exceed, in microseconds. */
    double micros(double share) {
        if (size == 0) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(size - 1L, (long) (share * size))] / 1_000.0;
    }
}
