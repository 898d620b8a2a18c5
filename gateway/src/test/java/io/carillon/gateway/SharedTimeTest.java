package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A node's time, which is everybody's. */
class SharedTimeTest {

    private static final Instant SAID = Instant.parse("2027-03-01T12:00:00Z");

    private long ticks = 77;
    private final SharedTime time = new SharedTime(() -> ticks, SAID);

    @Test
    void it_is_what_was_said_and_what_has_elapsed_since() {
        pass(Duration.ofSeconds(2));

        assertThat(time.instant()).isEqualTo(SAID.plusMillis(2_000 - 1));
    }

    @Test
    void a_node_that_slept_hears_how_long_it_was() {
        long askedAt = time.ticks();

        time.heard(SAID.plusSeconds(3600), askedAt);

        assertThat(time.instant()).isEqualTo(SAID.plusSeconds(3600));
    }

    @Test
    void an_answer_that_took_two_seconds_does_not_hold_time_up() {
        long askedAt = time.ticks();
        pass(Duration.ofSeconds(2));

        time.heard(SAID, askedAt);
        pass(Duration.ofSeconds(1));

        assertThat(time.instant()).isBetween(SAID.plusMillis(2_998), SAID.plusMillis(2_999));
    }

    @Test
    void a_node_whose_ticks_are_too_quick_slows_down_and_never_goes_back() {
        pass(Duration.ofSeconds(10));
        Instant before = time.instant();
        time.heard(SAID.plusSeconds(9), time.ticks());

        assertThat(time.instant()).isEqualTo(before);
        pass(Duration.ofSeconds(4));
        assertThat(time.instant()).isBetween(SAID.plusSeconds(13), SAID.plusMillis(13_500));
    }

    @Test
    void it_counts_in_microseconds() {
        ticks += 1_999;

        assertThat(time.instant()).isEqualTo(SAID.plusNanos(1_000));
    }

    private void pass(Duration span) {
        ticks += span.toNanos();
    }
}
