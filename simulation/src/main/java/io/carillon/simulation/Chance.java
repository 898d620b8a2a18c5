package io.carillon.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A source of chance for one purpose. What it draws depends on the seed and on the names that led to it, never on what others
 * have drawn.
 */
final class Chance {

    private final long seed;
    private final SplittableRandom random;

    Chance(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /** The source for one purpose. */
    Chance of(String purpose) {
        long mixed = seed;
        for (int i = 0; i < purpose.length(); i++) {
            mixed = (mixed ^ purpose.charAt(i)) * 0x9E3779B97F4A7C15L;
            mixed ^= mixed >>> 29;
        }
        return new Chance(mixed);
    }

    RandomGenerator generator() {
        return random;
    }

    boolean in(double probability) {
        return random.nextDouble() < probability;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From the first to the last, both included. */
    int between(int first, int last) {
        return random.nextInt(first, last + 1);
    }

    Duration between(Duration least, Duration most) {
        long span = most.minus(least).toNanos() / 1_000;
        return least.plusNanos(span == 0 ? 0 : random.nextLong(span + 1) * 1_000);
    }

    Duration millis(int least, int most) {
        return between(Duration.ofMillis(least), Duration.ofMillis(most));
    }

    Duration micros(int least, int most) {
        return Duration.ofNanos(between(least, most) * 1_000L);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
