package io.carillon.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final FaultPlan.Targets TARGETS = new FaultPlan.Targets(3, 4, true, true);

    @Test
    void a_seed_decides_everything() {
        assertThat(FaultPlan.draw(7, AN_HOUR, TARGETS)).isEqualTo(FaultPlan.draw(7, AN_HOUR, TARGETS));
        assertThat(FaultPlan.draw(7, AN_HOUR, TARGETS)).isNotEqualTo(FaultPlan.draw(8, AN_HOUR, TARGETS));
    }

    @Test
    void a_shorter_attack_is_the_beginning_of_a_longer_one() {
        FaultPlan shorter = FaultPlan.draw(7, Duration.ofMinutes(1), TARGETS);
        FaultPlan longer = FaultPlan.draw(7, AN_HOUR, TARGETS);

        assertThat(longer.faults()).startsWith(shorter.faults().toArray(Fault[]::new));
    }

    @Test
    void every_kind_comes_before_any_comes_again() {
        FaultPlan plan = FaultPlan.draw(7, AN_HOUR, TARGETS);

        assertThat(plan.faults().stream().limit(FaultKind.values().length).map(Fault::kind))
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void no_disk_is_filled_where_there_is_none() {
        assertThat(FaultPlan.draw(7, AN_HOUR, new FaultPlan.Targets(3, 4, false, true))
                        .faults())
                .extracting(Fault::kind)
                .doesNotContain(FaultKind.DATABASE_DISK_FULL);
    }

    @Test
    void no_clock_is_stepped_where_that_is_not_possible() {
        assertThat(FaultPlan.draw(7, AN_HOUR, new FaultPlan.Targets(3, 4, true, false))
                        .faults())
                .extracting(Fault::kind)
                .doesNotContain(FaultKind.NODE_CLOCK, FaultKind.WORKER_CLOCK);
    }

    @Test
    void clocks_are_stepped_there_and_back_by_seconds_and_by_minutes() {
        assertThat(FaultPlan.draw(7, AN_HOUR.multipliedBy(10), TARGETS).faults())
                .extracting(fault -> fault.step().toSeconds())
                .allSatisfy(step -> assertThat(Math.abs(step)).isBetween(2L, 602L))
                .anyMatch(step -> step > 300)
                .anyMatch(step -> step < -300)
                .anyMatch(step -> Math.abs(step) < 10);
    }

    @Test
    void only_what_is_there_is_hit() {
        assertThat(FaultPlan.draw(7, AN_HOUR, new FaultPlan.Targets(2, 3, true, true))
                        .faults())
                .allSatisfy(fault ->
                        assertThat(fault.target()).isBetween(0, fault.kind().aim() == FaultKind.Aim.WORKER ? 2 : 1));
    }
}
