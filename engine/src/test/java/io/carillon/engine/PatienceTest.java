package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final Patience patience = new Patience(Duration.ofSeconds(4));

    @Test
    void it_does_not_run_out_before_anything_was_read() {
        patience.restart(START);

        assertThat(patience.isOver(START, at(3_600))).isFalse();

        patience.heard(at(3_600));
        assertThat(patience.isOver(START, at(3_603))).isFalse();
        assertThat(patience.isOver(START, at(3_604))).isTrue();
    }

    @Test
    void partitions_that_were_there_before_are_waited_for_from_when_they_were_taken() {
        patience.restart(START);
        patience.heard(at(1));
        patience.restart(at(2));

        assertThat(patience.isOver(START, at(4))).isFalse();
        assertThat(patience.isOver(START, at(5))).isTrue();
        assertThat(patience.isOver(at(2), at(60))).isFalse();
    }

    @Test
    void those_that_come_one_after_another_wait_for_the_same_answer() {
        patience.restart(START);
        patience.restart(at(1));
        patience.heard(at(9));

        assertThat(patience.isOver(START, at(12))).isFalse();
        assertThat(patience.isOver(at(1), at(12))).isFalse();
        assertThat(patience.isOver(START, at(13))).isTrue();
        assertThat(patience.isOver(at(1), at(13))).isTrue();
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
