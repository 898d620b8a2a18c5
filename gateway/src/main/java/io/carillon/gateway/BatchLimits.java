package io.carillon.gateway;

/** How much may be asked for at once, by whichever door. */
public final class BatchLimits {

    public static final int MAX_RUNS = 10_000;

    public static final int MAX_BYTES = 8 << 20;

    /** More mistakes than anybody reads at once. */
    public static final int MAX_PROBLEMS = 100;

    private BatchLimits() {}
}
