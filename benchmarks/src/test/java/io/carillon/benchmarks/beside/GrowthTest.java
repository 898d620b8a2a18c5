package io.carillon.benchmarks.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GrowthTest {

    @Test
    void each_stock_is_a_row_with_the_figures_of_its_trials() {
        var growth = new Growth();
        growth.add(new Stock(1_000_000, 0, 0), rounds(Trial.Kind.SUSTAINED, Trial.Kind.AT_ONCE, Trial.Kind.PACED));

        assertThat(growth.text())
                .contains("| 1,000,000 jobs | 2,000 | 2.0, 3.0 | 1,000,000 | 40 ms | 10.0 ms, 20.0 ms |");
    }

    @Test
    void a_trial_that_was_not_made_is_missed() {
        var growth = new Growth();
        growth.add(Stock.NONE, rounds(Trial.Kind.SUSTAINED));

        assertThatThrownBy(growth::text).hasMessageContaining("paced");
    }

    @Test
    void stocks_and_trials_are_read_as_they_were_meant() {
        var trial = new Trial(Trial.Kind.PACED, 20_000, 1_000, Duration.ofSeconds(30));

        assertThat(Growth.stocks(1))
                .allSatisfy(stock -> assertThat(Stock.of(stock.argument())).isEqualTo(stock));
        assertThat(Trial.of(trial.argument())).isEqualTo(trial);
    }

    @Test
    void a_stock_says_what_it_is() {
        assertThat(Stock.NONE).hasToString("nothing");
        assertThat(new Stock(10, 2_000, 0)).hasToString("10 jobs, 2,000 runs pending");
        assertThat(new Stock(0, 0, 1)).hasToString("1 runs in the history");
    }

    private static List<Round> rounds(Trial.Kind... kinds) {
        var measured = new Measured(
                1_000, 1_000, 0, 10, 10_000, 20_000, 30_000, 40_000, 500_000, new Measured.Used(1_000, 2_000));
        return Stream.of(kinds)
                .map(kind -> new Trial(kind, 1_000, 0, Duration.ZERO))
                .map(trial -> new Round(Entrant.CARILLON, trial, "Carillon", List.of(), measured, 3_000))
                .toList();
    }
}
