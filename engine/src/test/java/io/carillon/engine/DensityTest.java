package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many fires are ahead in each second. */
class DensityTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final Density density = new Density();

    @Test
    void fires_of_one_second_count_together_whatever_their_fraction() {
        density.add(START);
        density.add(START.plusMillis(999));
        density.add(START.plusSeconds(1));

        assertThat(density.in(START.plusMillis(500))).isEqualTo(2);
        assertThat(density.in(START.minusNanos(1))).isZero();
    }

    @Test
    void a_fire_that_was_never_counted_cannot_be_taken_away() {
        assertThatIllegalStateException().isThrownBy(() -> density.remove(START));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void it_counts_as_a_map_does(long seed) {
        var random = new Random(seed);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            Instant fire = START.plusSeconds(random.nextLong(3_000) * (1 + seed * 59));
            if (random.nextInt(100) < 52) {
                density.add(fire);
                expected.merge(fire.getEpochSecond(), 1, Integer::sum);
            } else if (expected.containsKey(fire.getEpochSecond())) {
                density.remove(fire);
                expected.computeIfPresent(fire.getEpochSecond(), (_, count) -> count == 1 ? null : count - 1);
            }
        }

        for (int second = 0; second < 3_000; second++) {
            Instant fire = START.plusSeconds(second * (1 + seed * 59));
            assertThat(density.in(fire)).isEqualTo(expected.getOrDefault(fire.getEpochSecond(), 0));
        }
    }
}
