package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.check.Violation;
import io.carillon.chaos.machines.Version;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.witness.WitnessWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole attack on real processes, short; {@code ./carillon chaos} is the long one.
 *
 * <p>{@code -Dcarillon.chaosMinutes=M} and {@code -Dcarillon.seed=S} make it longer or another.
 */
@Timeout(3600)
class ChaosTest {

    private static final double MINUTES = Double.parseDouble(System.getProperty("carillon.chaosMinutes", "0.3"));
    private static final long SEED = Long.getLong("carillon.seed", 20261122L);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(WholeSystem.Product.class)
    void nothing_is_lost_or_doubled_while_everything_breaks(WholeSystem.Product product) throws Exception {
        Verdict verdict = attack(product, MINUTES, WitnessWorker.Habit.SOUND);

        assertThat(verdict.violations()).as(verdict.text()).isEmpty();
        assertThat(verdict.history().runs()).isNotEmpty();
        assertThat(verdict.history().faults()).isNotEmpty();
    }

    @Test
    void workers_that_do_the_work_of_an_attempt_twice_are_found_out() throws Exception {
        Verdict verdict = attack(WholeSystem.Product.POSTGRES, 0.1, WitnessWorker.Habit.TWICE);

        assertThat(verdict.violations()).extracting(Violation::kind).contains(Violation.Kind.BEGUN_TWICE);
    }

    private Verdict attack(WholeSystem.Product product, double minutes, WitnessWorker.Habit habit)
            throws InterruptedException {
        var setup = new Setup(
                Duration.ofMillis(Math.round(minutes * 60_000)),
                SEED,
                new WholeSystem.Size(product, 3, 4),
                directory,
                List.of(Version.own()),
                habit);
        return new Chaos(setup, _ -> {}).run();
    }
}
