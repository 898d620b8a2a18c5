package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {

    private static final List<String> KNOWN =
            List.of("triggers", "task", "timeout", "retry", "overlap", "zone", "cron");

    @ParameterizedTest
    @CsvSource({
        "zoen, zone",
        "zon, zone",
        "Zone, zone",
        "crn, cron",
        "retyr, retry",
        "overlapp, overlap",
        "tiggers, triggers"
    })
    void a_slip_of_the_finger_finds_the_word_that_was_meant(String typed, String meant) {
        assertThat(Suggestions.nearest(typed, KNOWN)).contains(meant);
    }

    @Test
    void a_word_that_resembles_none_finds_none() {
        assertThat(Suggestions.nearest("payload", KNOWN)).isEmpty();
        assertThat(Suggestions.nearest("x".repeat(1000), KNOWN)).isEmpty();
    }
}
