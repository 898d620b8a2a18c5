package io.carillon.model;

/** A hash slice of the schedule, owned by one node at a time. */
public record Partition(int number) implements Comparable<Partition> {

    /** How many an id can name: the number travels in ten bits of every id. */
    public static final int MAX_COUNT = 1024;

    public Partition {
        if (number < 0 || number >= MAX_COUNT) {
            throw new IllegalArgumentException("partition " + number + " is outside 0.." + (MAX_COUNT - 1));
        }
    }

    /** The partition that a job's definition lives in. */
    public static Partition of(JobKey key, int count) {
        return new Partition(Math.floorMod(mixed(key.toString().hashCode()), count));
    }

    /** The partition that a resource lives in. */
    public static Partition of(ResourceKey key, int count) {
        return new Partition(Math.floorMod(mixed(key.toString().hashCode()), count));
    }

    /** Spreads neighbouring hash codes: names that differ in a trailing digit must not share a partition. */
    private static int mixed(int hash) {
        int h = hash * 0x9E3779B9;
        h ^= h >>> 15;
        h *= 0x85EBCA6B;
        return h ^ (h >>> 13);
    }

    @Override
    public int compareTo(Partition other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
