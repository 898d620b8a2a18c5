package io.carillon.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FireRuleTest {

    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00Z");

    @Test
    void seconds_of_the_minute_come_again_in_each() {
        var rule = new FireRule.Seconds(Set.of(5, 59));

        assertThat(rule.between(NOON, NOON.plusSeconds(70)))
                .containsExactly(NOON.plusSeconds(5), NOON.plusSeconds(59), NOON.plusSeconds(65));
    }

    @Test
    void the_first_instant_is_outside_and_the_last_inside() {
        var rule = new FireRule.Seconds(Set.of(0, 10));

        assertThat(rule.between(NOON, NOON.plusSeconds(10))).containsExactly(NOON.plusSeconds(10));
        assertThat(rule.between(NOON.minusMillis(1), NOON.plusMillis(9_999))).containsExactly(NOON);
    }

    @Test
    void periods_are_counted_from_their_anchor() {
        var rule = new FireRule.Periods(NOON.plusMillis(123), Duration.ofMillis(700));

        assertThat(rule.between(NOON.plusMillis(823), NOON.plusMillis(2_300)))
                .containsExactly(NOON.plusMillis(1_523), NOON.plusMillis(2_223));
    }

    @Test
    void what_comes_once_comes_once() {
        var rule = new FireRule.Once(NOON);

        assertThat(rule.between(NOON.minusSeconds(1), NOON)).containsExactly(NOON);
        assertThat(rule.between(NOON, NOON.plusSeconds(1))).isEmpty();
    }
}
