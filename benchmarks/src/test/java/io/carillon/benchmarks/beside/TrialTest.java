package io.carillon.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TrialTest {

    private static final Instant FIRST = Instant.parse("2027-03-01T00:00:00Z");

    @Test
    void runs_are_due_at_one_instant_or_so_many_a_second() {
        var atOnce = new Trial(Trial.Kind.AT_ONCE, 3, 0, Duration.ZERO);
        var paced = new Trial(Trial.Kind.PACED, 3, 1_000, Duration.ZERO);

        assertThat(atOnce.dueFrom(FIRST)).containsExactly(FIRST, FIRST, FIRST);
        assertThat(atOnce.span()).isZero();
        assertThat(paced.dueFrom(FIRST)).containsExactly(FIRST, FIRST.plusMillis(1), FIRST.plusMillis(2));
        assertThat(paced.span()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void what_a_process_says_of_itself_is_read_as_it_was_meant() {
        var starts = new Starts(2);
        Instant now = Instant.now();
        starts.began(now.minusSeconds(60));
        starts.began(now.plusSeconds(60));
        var measured = Measured.of(starts, Duration.ofMillis(7), Duration.ofSeconds(2), new Measured.Used(700, 200));

        assertThat(measured.began()).isEqualTo(2);
        assertThat(measured.early()).isOne();
        assertThat(measured.latest()).isGreaterThanOrEqualTo(60_000_000);
        assertThat(Measured.read(measured.line())).contains(measured);
        assertThat(Measured.read("anything else")).isEmpty();
    }
}
