package io.carillon.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Trial SUSTAINED = new Trial(Trial.Kind.SUSTAINED, 1_000, 0, Duration.ZERO);

    @Test
    void each_has_the_median_of_its_rounds_and_stands_beside_carillon() {
        var report = new Report();
        List.of(1_000_000, 500_000, 250_000).forEach(micros -> report.add(round(Entrant.CARILLON, "Carillon", micros)));
        report.add(round(Entrant.QUARTZ, "Quartz 2", 5_000_000));

        assertThat(report.text())
                .contains("| Carillon | 2,000 |  | 3.0, 2.0 |")
                .contains("the node's processor time a run | 2.0 µs |")
                .contains("| Quartz 2 | 200 | 1/10 | 3.0, 2.0 |")
                .contains("- Quartz 2: as it comes.");
    }

    private static Round round(Entrant entrant, String product, long recorded) {
        var measured = new Measured(1_000, 1_000, 0, 10, 10, 20, 30, 40, recorded, new Measured.Used(1_000, 2_000));
        return new Round(entrant, SUSTAINED, product, List.of("as it comes"), measured, 2_000);
    }
}
