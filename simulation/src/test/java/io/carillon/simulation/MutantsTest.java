package io.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Known bugs, put back on purpose: a simulation that lets one of them live would let others live too. */
class MutantsTest {

    @ParameterizedTest
    @EnumSource
    void a_known_bug_is_found_within_so_many_seeds(Mutant mutant) {
        Optional<Outcome> found = LongStream.rangeClosed(1, mutant.seeds())
                .mapToObj(seed -> new Simulation(seed, mutant.variation(), false).run())
                .filter(outcome -> outcome.violation() != null)
                .findFirst();

        assertThat(found).as("%s within %s seeds", mutant, mutant.seeds()).isPresent();
    }
}
