package io.carillon.model.job;

import io.carillon.model.ResourceKind;
import java.util.Optional;

/**
 * What holds back the runs of all jobs that name this limit, together.
 *
 * @param concurrent how many of them may be under way at once
 */
public record LimitSpec(Optional<Integer> concurrent, Optional<RateLimit> rate, Optional<Breaker> breaker)
        implements ResourceSpec {

    public static final int LARGEST_CONCURRENT = 100_000;

    public LimitSpec {
        if (concurrent.isEmpty() && rate.isEmpty() && breaker.isEmpty()) {
            throw new IllegalArgumentException("a limit has at least one of concurrent, rate, breaker");
        }
        if (concurrent.isPresent() && (concurrent.get() < 1 || concurrent.get() > LARGEST_CONCURRENT)) {
            throw new IllegalArgumentException("1 to " + LARGEST_CONCURRENT + " runs at once, not " + concurrent.get());
        }
    }

    @Override
    public ResourceKind kind() {
        return ResourceKind.LIMIT;
    }
}
