package io.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeds that must pass: so many that they take about two minutes, and every one that ever failed. */
class SeedsTest {

    private static final long SEEDS = Long.getLong("carillon.simulation.seeds", 200);

    /** A kind of fault that never happens would make every promise about it worthless. */
    @Test
    void everything_holds_in_every_seed_and_every_kind_of_fault_happens() {
        var summary = new Summary();

        LongStream.rangeClosed(1, SEEDS).mapToObj(Simulator::run).forEach(summary::add);

        assertThat(summary.failures()).extracting(Outcome::report).isEmpty();
        assertThat(summary.seeds()).isEqualTo(SEEDS);
        assertThat(summary.faults()).containsOnlyKeys(Fault.values());
    }

    @ParameterizedTest
    @MethodSource("seedsThatOnceFailed")
    void a_seed_that_once_failed_never_fails_again(long seed) {
        Outcome outcome = Simulator.run(seed);

        assertThat(outcome.violation()).as(outcome.report()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 5, 8, 13, 21, 34, 55, 89})
    void a_seed_gives_the_same_trace_each_time(long seed) {
        Outcome outcome = Simulator.run(seed);
        Outcome again = Simulator.run(seed);

        assertThat(again.hash()).isEqualTo(outcome.hash());
        assertThat(again.events()).isEqualTo(outcome.events());
    }

    static LongStream seedsThatOnceFailed() throws IOException {
        try (InputStream file = SeedsTest.class.getResourceAsStream("/seeds-that-once-failed.txt")) {
            String text = new String(
                    Objects.requireNonNull(file, "the file of seeds").readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .flatMap(line -> Stream.of(line.split(" +", -1)))
                    .mapToLong(Long::parseLong);
        }
    }

    @Test
    void another_seed_gives_another_trace() {
        Outcome one = Simulator.run(1);
        Outcome other = Simulator.run(2);

        assertThat(other.hash()).isNotEqualTo(one.hash());
    }
}
