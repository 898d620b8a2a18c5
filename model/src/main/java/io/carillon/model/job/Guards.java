package io.carillon.model.job;

import io.carillon.model.LimitName;
import java.util.List;
import java.util.Optional;

/**
 * What holds a job's runs back beside its own overlap rule.
 *
 * @param limits the named limits of its namespace that it shares with other jobs
 */
public record Guards(List<LimitName> limits, Optional<RateLimit> rate, Optional<Breaker> breaker) {

    public static final int MAX_LIMITS = 10;

    public static final Guards NONE = new Guards(List.of(), Optional.empty(), Optional.empty());

    public Guards {
        limits = List.copyOf(limits);
    }

    public boolean holdNothingBack() {
        return limits.isEmpty() && rate.isEmpty() && breaker.isEmpty();
    }
}
