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
    void it_goes_on_by_what_has_elapsed_but_for_what_a_quartz_may_be_too_fast() {
        assertThat(start.at(9 * SECOND)).isEqualTo(START.plusMillis(4_000 - 2));
    }

    @Test
    void an_authority_that_is_ahead_is_followed_at_once() {
        var followed = start.following(START.plusSeconds(3600), 6 * SECOND, 6 * SECOND);

        assertThat(followed.at(8 * SECOND)).isEqualTo(START.plusSeconds(3600).plusMillis(2_000 - 1));
    }

    @Test
    void an_authority_that_has_stepped_back_is_met_at_five_sixths_of_the_pace() {
        var ahead = start.following(START.minusSeconds(3600), 5 * SECOND, 5 * SECOND);

        assertThat(ahead.at(5 * SECOND)).isEqualTo(START);
        assertThat(ahead.at(17 * SECOND)).isEqualTo(START.plusMillis(10_000 - 6));
        assertThat(ahead.at((5 + 6 * 3600) * SECOND)).isEqualTo(START.plusMillis(5 * 3_600_000 - 10_800));
        assertThat(ahead.at((5 + 6 * 3600 + 4) * SECOND)).isEqualTo(START.plusMillis(5 * 3_600_000 - 10_800 + 3_998));
    }

    @Test
    void an_answer_that_was_long_on_its_way_says_nothing_against_a_time_that_fits_it() {
        var asked = start.following(START.plusSeconds(1), 5 * SECOND, 9 * SECOND);

        assertThat(asked.at(9 * SECOND)).isEqualTo(start.at(9 * SECOND));
        assertThat(asked.at(19 * SECOND)).isEqualTo(start.at(19 * SECOND));
    }

    @Test
    void an_answer_that_fits_ends_the_slower_pace() {
        var slow = start.following(START.minusSeconds(3600), 5 * SECOND, 5 * SECOND);
        Instant here = slow.at(17 * SECOND);

        var fits = slow.following(here.minusMillis(1), 16 * SECOND, 17 * SECOND);

        assertThat(fits.at(19 * SECOND)).isEqualTo(here.plusMillis(2_000 - 1));
    }

    /** Trusted for four fifths of its length by this time, it must be over for its holder before it is for others. */
    @Test
    void a_lease_is_never_trusted_for_longer_than_it_lasts() {
        var slow = start.following(START.minusSeconds(3600), 5 * SECOND, 5 * SECOND);
        Duration lease = Leases.DEFAULT.lease();

        Instant ended = slow.at(5 * SECOND + lease.toNanos());

        assertThat(ended).isAfterOrEqualTo(START.plus(Leases.DEFAULT.trusted()));
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
            assertThat(Duration.between(before, now)).isGreaterThanOrEqualTo(Duration.ofNanos(passed * 4 / 5));
            time = time.following(now.plusMillis(random.nextLong(-100_000, 10_000)), ticks, ticks);
            before = time.at(ticks);
            assertThat(before).isAfterOrEqualTo(now);
        }
    }
}
