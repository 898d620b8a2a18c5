package io.carillon.worker.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Doubles from 100 ms to 5 s. Half of each wait is chance, so that workers that lost the same node do not return together. */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration MAX = Duration.ofSeconds(5);

    private static final int MAX_DOUBLINGS = 6;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration delay(int failuresBefore) {
        long full = Math.min(MAX.toNanos(), FIRST.toNanos() << Math.min(failuresBefore, MAX_DOUBLINGS));
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }
}
