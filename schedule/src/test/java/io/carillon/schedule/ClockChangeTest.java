package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockChangeTest {

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            30 2 * * *     | Europe/Berlin       | 2027-03-27T12:00 | 2027-03-28T03:00+02:00 2027-03-29T02:30+02:00
            0 30 2 * * ?   | America/New_York    | 2027-03-13T12:00 | 2027-03-14T03:00-04:00 2027-03-15T02:30-04:00
            0,30 2 * * *   | Europe/Berlin       | 2027-03-27T12:00 | 2027-03-28T03:00+02:00 2027-03-29T02:00+02:00
            0 2,3 * * *    | Europe/Berlin       | 2027-03-27T12:00 | 2027-03-28T03:00+02:00 2027-03-29T02:00+02:00
            */10 30 2 * * ? | Europe/Berlin      | 2027-03-27T12:00 | 2027-03-28T03:00+02:00 2027-03-29T02:30+02:00
            0 0 * * *      | Africa/Cairo        | 2027-04-29T12:00 | 2027-04-30T01:00+03:00 2027-05-01T00:00+03:00
            0 0 * * *      | America/Sao_Paulo   | 2018-11-03T12:00 | 2018-11-04T01:00-02:00 2018-11-05T00:00-02:00
            15 2 * * *     | Australia/Lord_Howe | 2027-10-02T12:00 | 2027-10-03T02:30+11:00 2027-10-04T02:15+11:00
            0 9 * * *      | Pacific/Apia        | 2011-12-28T12:00 | 2011-12-29T09:00-10:00 2011-12-31T00:00+14:00 2011-12-31T09:00+14:00
            0 9 30 12 *    | Pacific/Apia        | 2011-12-28T12:00 | 2011-12-31T00:00+14:00 2012-12-30T09:00+14:00
            0 */24 * * *   | Africa/Cairo        | 2027-04-29T12:00 | 2027-04-30T01:00+03:00 2027-05-01T00:00+03:00
            """)
    void a_fixed_time_in_a_gap_fires_at_the_first_instant_after_it(
            String expression, ZoneId zone, String after, String expected) {
        assertThat(fires(expression, zone, after, expected)).isEqualTo(words(expected));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            30 2 * * *     | Europe/Berlin       | 2027-10-30T12:00 | 2027-10-31T02:30+02:00 2027-11-01T02:30+01:00
            0 3 * * *      | Europe/Berlin       | 2027-10-30T12:00 | 2027-10-31T03:00+01:00 2027-11-01T03:00+01:00
            0,30 1,2 * * * | Europe/Berlin       | 2027-10-31T01:00 | 2027-10-31T01:30+02:00 2027-10-31T02:00+02:00 2027-10-31T02:30+02:00 2027-11-01T01:00+01:00
            45 1 * * *     | Australia/Lord_Howe | 2027-04-03T12:00 | 2027-04-04T01:45+11:00 2027-04-05T01:45+10:30
            30 23 * * *    | America/Sao_Paulo   | 2019-02-15T23:45 | 2019-02-16T23:30-02:00 2019-02-17T23:30-03:00
            """)
    void a_fixed_time_in_an_overlap_fires_once_at_its_first_occurrence(
            String expression, ZoneId zone, String after, String expected) {
        assertThat(fires(expression, zone, after, expected)).isEqualTo(words(expected));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            */30 * * * *   | Europe/Berlin       | 2027-03-28T01:00 | 2027-03-28T01:30+01:00 2027-03-28T03:00+02:00 2027-03-28T03:30+02:00
            */30 * * * *   | Europe/Berlin       | 2027-10-31T01:30 | 2027-10-31T02:00+02:00 2027-10-31T02:30+02:00 2027-10-31T02:00+01:00 2027-10-31T02:30+01:00 2027-10-31T03:00+01:00
            30 * * * *     | Europe/Berlin       | 2027-10-31T01:30 | 2027-10-31T02:30+02:00 2027-10-31T02:30+01:00 2027-10-31T03:30+01:00
            30 1-3 * * *   | Europe/Berlin       | 2027-03-28T01:00 | 2027-03-28T01:30+01:00 2027-03-28T03:30+02:00 2027-03-29T01:30+02:00
            */20 2 * * *   | Europe/Berlin       | 2027-03-27T12:00 | 2027-03-29T02:00+02:00 2027-03-29T02:20+02:00
            @hourly        | Australia/Lord_Howe | 2027-10-03T01:00 | 2027-10-03T03:00+11:00 2027-10-03T04:00+11:00
            @hourly        | Asia/Kathmandu      | 2027-10-03T01:00 | 2027-10-03T02:00+05:45 2027-10-03T03:00+05:45
            @every 1h      | Europe/Berlin       | 2027-03-28T01:00 | 2027-03-28T03:00+02:00 2027-03-28T04:00+02:00
            """)
    void an_expression_that_repeats_within_the_hour_or_the_day_follows_elapsed_time(
            String expression, ZoneId zone, String after, String expected) {
        assertThat(fires(expression, zone, after, expected)).isEqualTo(words(expected));
    }

    private static List<String> fires(String expression, ZoneId zone, String after, String expected) {
        return Fires.of(expression, zone, after, words(expected).size());
    }

    private static List<String> words(String expected) {
        return Arrays.asList(expected.split(" "));
    }
}
