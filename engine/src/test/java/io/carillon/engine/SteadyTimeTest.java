package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time that follows an authority and never steps back. */
class SteadyTimeTest {

    private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SteadyTime start = SteadyTime.startingAt(START, 5 * SECOND);

    @Test
    void it_goes_on_by_what_has_elapsed() {
        assertThat(start.at(8 * SECOND)).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void an_authority_that_is_ahead_is_followed_at_once() {
        var followed = start.following(START.plusSeconds(3600), 6 * SECOND);

        assertThat(followed.at(7 * SECOND)).isEqualTo(START.plusSeconds(3601));
    }

    @Test
    void an_authority_that_steps_back_is_met_at_half_the_pace() {
        var behind = start.following(START.minusSeconds(3600), 5 * SECOND);

        assertThat(behind.at(5 * SECOND)).isEqualTo(START);
        assertThat(behind.at(15 * SECOND)).isEqualTo(START.plusSeconds(5));
        assertThat(behind.at((5 + 7200) * SECOND)).isEqualTo(START.plusSeconds(3600));
        assertThat(behind.at((5 + 7210) * SECOND)).isEqualTo(START.plusSeconds(3610));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_the_authority_says_it_never_steps_back_and_never_stands_still(long seed) {
        var random = new Random(seed);
        SteadyTime time = start;
        long ticks = 5 * SECOND;
        Instant before = START;
        for (int i = 0; i < 10_000; i++) {
            long passed = random.nextLong(2, 10 * SECOND);
            ticks += passed;
            Instant now = time.at(ticks);
            assertThat(Duration.between(before, now)).isGreaterThanOrEqualTo(Duration.ofNanos(passed / 2));
            time = time.following(now.plusMillis(random.nextLong(-100_000, 10_000)), ticks);
            before = time.at(ticks);
            assertThat(before).isAfterOrEqualTo(now);
        }
    }
}
