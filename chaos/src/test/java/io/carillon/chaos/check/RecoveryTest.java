package io.carillon.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.fault.FaultKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    @Test
    void it_lasts_until_the_last_late_fire_of_a_fault_has_begun() {
        History history = new Story()
                .everySecond("tick", 0, 4_500)
                .broken(FaultKind.NODE_KILLED, 900, 2_900)
                .recorded("a", "tick", "SUCCEEDED", 1_000, "7.1")
                .did("a", "tick", "7.1", 1_000, 3_000, 3_001)
                .recorded("b", "tick", "SUCCEEDED", 2_000, "7.1")
                .did("b", "tick", "7.1", 2_000, 3_400, 3_401)
                .done("c", "tick", 3_000, 1)
                .done("d", "tick", 4_000, 1)
                .told();

        assertThat(Recovery.of(history))
                .containsExactly(
                        new Recovery(FaultKind.NODE_KILLED, 1, Duration.ofMillis(2_500), Duration.ofMillis(500), 2));
    }

    @Test
    void a_fault_that_nobody_felt_needs_none() {
        History history = new Story()
                .everySecond("tick", 0, 1_500)
                .broken(FaultKind.NODE_RESET, 900, 901)
                .done("a", "tick", 1_000, 1)
                .told();

        assertThat(Recovery.of(history))
                .containsExactly(new Recovery(FaultKind.NODE_RESET, 1, Duration.ZERO, Duration.ZERO, 0));
    }
}
