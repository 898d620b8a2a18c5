package io.carillon.model.job;

import io.carillon.model.Durations;
import java.time.Duration;

/** How many hand-outs there may be in any stretch of time of a length. */
public record RateLimit(int max, Duration per) {

    public static final int LARGEST_MAX = 1_000_000;
    public static final Duration SHORTEST = Duration.ofMillis(100);
    public static final Duration LONGEST = Duration.ofDays(1);

    public RateLimit {
        if (max < 1 || max > LARGEST_MAX) {
            throw new IllegalArgumentException("a rate allows 1 to " + LARGEST_MAX + ", not " + max);
        }
        if (per.compareTo(SHORTEST) < 0 || per.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a rate is per " + Durations.format(SHORTEST) + " to "
                    + Durations.format(LONGEST) + ", not " + Durations.format(per));
        }
    }
}
