package io.carillon.schedule;

/** Pure mixing of numbers: near inputs give far outputs, and the same inputs the same output on every node. */
final class Mixing {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mixing() {}

    /** The finishing steps of SplitMix64 over two numbers. */
    static long mixed(long first, long second) {
        return finished(finished(first + GOLDEN) ^ (second * GOLDEN + 1));
    }

    private static long finished(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** Scales a mixed number to 0 … bound - 1 without the bias of a remainder. */
    static long below(long mixed, long bound) {
        return Math.unsignedMultiplyHigh(mixed, bound);
    }

    static int below(long mixed, int bound) {
        return (int) below(mixed, (long) bound);
    }
}
