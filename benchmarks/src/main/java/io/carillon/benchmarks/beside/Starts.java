package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** When runs began, against when they were due; by the one clock of the machine. */
final class Starts {

    private final long[] lateMicros;
    private final AtomicInteger count = new AtomicInteger();

    /** @param most how many are expected; more than that is counted and not kept */
    Starts(int most) {
        this.lateMicros = new long[most];
    }

    void began(Instant due) {
        long late = micros(Duration.between(due, Instant.now()));
        int index = count.getAndIncrement();
        if (index < lateMicros.length) {
            lateMicros[index] = late;
        }
    }

    /** Begins anew; none may be under way. */
    void forget() {
        count.set(0);
    }

    int count() {
        return count.get();
    }

    /** In order, the earliest first. */
    long[] sorted() {
        long[] sorted = Arrays.copyOf(lateMicros, Math.min(count(), lateMicros.length));
        Arrays.sort(sorted);
        return sorted;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }
}
