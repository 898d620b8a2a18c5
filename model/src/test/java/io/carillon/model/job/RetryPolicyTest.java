package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a failed run rests. */
class RetryPolicyTest {

    private static final double LEAST = 0;
    private static final double MOST = Math.nextDown(1.0);

    @Test
    void jitter_spreads_a_pause_to_both_sides() {
        var policy =
                new RetryPolicy(9, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(1), 0.2);

        assertThat(policy.pauseAfter(2, LEAST)).isEqualTo(Duration.ofMillis(1_600));
        assertThat(policy.pauseAfter(2, MOST)).isEqualTo(Duration.ofMillis(2_400));
    }

    @Test
    void jitter_never_makes_a_pause_longer_than_the_longest() {
        var policy =
                new RetryPolicy(99, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(1), 0.5);

        assertThat(policy.pauseAfter(50, MOST)).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.pauseAfter(50, LEAST)).isEqualTo(Duration.ofSeconds(30));
    }
}
