package io.carillon.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long workers wait before they dial again, over many of them and many failures. */
class BackoffTest {

    private static final int WORKERS = 10_000;

    @Test
    void a_wait_is_at_least_half_and_at_most_the_whole_of_what_doubles_up_to_the_most() {
        var seeds = new Random(20261122);
        for (int worker = 0; worker < 500; worker++) {
            var backoff = new Backoff(new Random(seeds.nextLong()));
            for (int failures = 0; failures < 80; failures++) {
                assertThat(backoff.delay(failures)).isBetween(whole(failures).dividedBy(2), whole(failures));
            }
        }
        assertThat(new Backoff(new Random(1)).delay(Integer.MAX_VALUE)).isLessThanOrEqualTo(Backoff.MAX);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 6, 50})
    void workers_that_lost_the_same_node_come_back_evenly_over_the_time_that_there_is(int failures) {
        var half = whole(failures).dividedBy(2);
        var tenths = new int[10];
        for (int worker = 0; worker < WORKERS; worker++) {
            var late = new Backoff(new Random(worker * 2_654_435_769L))
                    .delay(failures)
                    .minus(half);
            tenths[(int) Math.min(9, late.toNanos() * 10 / half.toNanos())]++;
        }

        // 1,000 are expected, and these bounds are ten standard deviations away.
        assertThat(IntStream.of(tenths)).allSatisfy(tenth -> assertThat(tenth).isBetween(700, 1_300));
    }

    @Test
    void workers_that_began_together_do_not_stay_together() {
        var one = new Backoff(new Random(1));
        var other = new Backoff(new Random(2));

        var differences =
                IntStream.range(0, 20).filter(failures -> !one.delay(failures).equals(other.delay(failures)));

        assertThat(differences.count()).isEqualTo(20);
    }

    private static Duration whole(int failures) {
        return Duration.ofMillis(Math.min(5_000, 100L << Math.min(failures, 10)));
    }
}
