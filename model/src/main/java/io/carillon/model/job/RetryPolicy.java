package io.carillon.model.job;

import java.time.Duration;
import java.util.List;

/**
 * How often a failed run is tried again, and after how long.
 *
 * @param neverOn codes of errors after which no other attempt can end differently
 */
public record RetryPolicy(
        int maxAttempts, Backoff backoff, Duration initial, Duration max, double jitter, List<String> neverOn) {

    public static final int MAX_NEVER_ON = 50;
    public static final int MAX_CODE_LENGTH = 128;

    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2);

    public RetryPolicy {
        neverOn = List.copyOf(neverOn);
    }

    public RetryPolicy(int maxAttempts, Backoff backoff, Duration initial, Duration max, double jitter) {
        this(maxAttempts, backoff, initial, max, jitter, List.of());
    }

    /** The same, but given up at once after these errors. */
    public RetryPolicy neverOn(String... codes) {
        return new RetryPolicy(maxAttempts, backoff, initial, max, jitter, List.of(codes));
    }

    /** How the pause grows from one attempt to the next. */
    public enum Backoff {
        FIXED,
        EXPONENTIAL
    }

    /**
     * The pause after an attempt, never more than the longest.
     *
     * @param failed how many attempts have failed, at least 1
     * @param chance a number in [0, 1) that places the pause inside its jitter
     */
    public Duration pauseAfter(int failed, double chance) {
        long base = initial.toMillis();
        long cap = max.toMillis();
        if (backoff == Backoff.EXPONENTIAL) {
            int doublings = Math.min(failed - 1, 40);
            base = base > cap >> doublings ? cap : base << doublings;
        }
        long pause = Math.min(base, cap);
        double spread = 1 + jitter * (2 * chance - 1);
        return Duration.ofMillis(Math.clamp(Math.round(pause * spread), 0, cap));
    }
}
