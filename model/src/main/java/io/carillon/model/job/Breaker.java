package io.carillon.model.job;

import java.time.Duration;

/**
 * Stops handing out what keeps failing. It opens when of the latest {@code of} attempts at least the share {@code failureRate}
 * failed, lets one attempt through after each {@code pause}, and closes again with the first that succeeds.
 */
public record Breaker(double failureRate, int of, Duration pause) {

    public static final double DEFAULT_FAILURE_RATE = 0.5;
    public static final int DEFAULT_OF = 20;
    public static final int LARGEST_OF = 1_000;
    public static final Duration DEFAULT_PAUSE = Duration.ofSeconds(30);

    public Breaker {
        if (!(failureRate > 0 && failureRate <= 1)) {
            throw new IllegalArgumentException("a failure rate is above 0 and at most 1, not " + failureRate);
        }
        if (of < 1 || of > LARGEST_OF) {
            throw new IllegalArgumentException("a breaker looks at 1 to " + LARGEST_OF + " attempts, not " + of);
        }
    }
}
