package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "250ms, PT0.25S",
        "30s, PT30S",
        "1h30m, PT1H30M",
        "7d, PT168H",
        "90s, PT1M30S",
        "0s, PT0S",
        "PT30S, PT30S",
        "P1D, PT24H",
        "999999999999ms, PT277777H46M39.999S"
    })
    void a_span_is_read_as_people_write_it(String text, Duration span) {
        assertThat(Durations.parse(text)).contains(span);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "s",
                "-5s",
                "1.5s",
                "30 s",
                "30S",
                "1y",
                "PT-5S",
                "P",
                "PT",
                "1h30",
                "٣s",
                "1000000000000ms"
            })
    void what_is_no_span_is_read_as_none(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void what_is_written_reads_back() {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextLong(1L << random.nextInt(1, 39));
            var span = Duration.ofMillis(random.nextBoolean() ? millis : millis / 1000 * 1000);

            assertThat(Durations.parse(Durations.format(span))).contains(span);
        }
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.25S, 250ms", "PT90M, 1h30m", "PT168H, 7d", "PT1.5S, 1500ms"})
    void a_span_is_written_shortly(Duration span, String text) {
        assertThat(Durations.format(span)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.0000001S", "PT0.1000001S", "PT1.0000001S"})
    void what_is_finer_than_a_millisecond_reads_back_as_it_was_written(String text) {
        var span = Durations.parse(text).orElseThrow();

        assertThat(Durations.parse(Durations.format(span))).contains(span);
    }

    @Test
    void a_span_beyond_all_measure_is_none_and_not_an_error() {
        assertThat(Durations.parse("1s".repeat(100_000))).isEmpty();
        assertThat(Durations.parse("999999999999d".repeat(200))).isEmpty();
    }

    @Test
    void a_span_that_was_computed_is_written_to_the_millisecond() {
        assertThat(Durations.format(Duration.ofNanos(1))).isEqualTo("0s");
    }
}
