package io.carillon.model.job;

/**
 * What a run does while earlier runs of its job have not ended.
 *
 * @param max how many of the job's runs may be under way at once
 */
public record Overlap(Policy policy, int max) {

    public static final int UNLIMITED = Integer.MAX_VALUE;
    public static final int LARGEST_MAX = 10_000;

    public static final Overlap ALLOW = new Overlap(Policy.ALLOW, UNLIMITED);
    public static final Overlap SKIP = new Overlap(Policy.SKIP, 1);
    public static final Overlap QUEUE = new Overlap(Policy.QUEUE, 1);
    public static final Overlap CANCEL_PREVIOUS = new Overlap(Policy.CANCEL_PREVIOUS, 1);

    public Overlap {
        if (max < 1) {
            throw new IllegalArgumentException("at least one run may be under way, not " + max);
        }
    }

    /** What becomes of the run that would be one too many. */
    public enum Policy {
        /** Runs beside the others; where a maximum is set it waits for its turn. */
        ALLOW,
        /** Is skipped, and recorded as skipped. */
        SKIP,
        /** Waits for its turn. */
        QUEUE,
        /** Cancels the earliest, then runs. */
        CANCEL_PREVIOUS
    }

    /** The rule of a policy for which no maximum was chosen. */
    public static Overlap of(Policy policy) {
        return policy == Policy.ALLOW ? ALLOW : new Overlap(policy, 1);
    }

    public boolean isUsual() {
        return equals(of(policy));
    }
}
