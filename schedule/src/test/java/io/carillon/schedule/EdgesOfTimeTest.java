package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Leap years and those that are none, the end of a year, the end of 32 bits, and the end of time. */
class EdgesOfTimeTest {

    @ParameterizedTest(name = "{0} in {1} after {2}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 29 2 *         | UTC                | 2027-01-01T00:00    | 2028-02-29T00:00Z 2032-02-29T00:00Z
            0 0 29 2 *         | UTC                | 2096-03-01T00:00    | 2104-02-29T00:00Z
            0 0 29 2 *         | UTC                | 2396-03-01T00:00    | 2400-02-29T00:00Z
            0 0 0 L 2 ?        | UTC                | 2099-03-01T00:00    | 2100-02-28T00:00Z
            0 0 28-31 2,3 *    | UTC                | 2100-02-27T12:00    | 2100-02-28T00:00Z 2100-03-28T00:00Z
            0 0 0 29 2 ? 2100/4 | UTC               | 2099-01-01T00:00    | 2104-02-29T00:00Z
            59 59 23 31 12 ?   | Pacific/Kiritimati | 2027-12-31T23:59:58 | 2027-12-31T23:59:59+14:00 2028-12-31T23:59:59+14:00
            0 0 1 1 *          | Pacific/Pago_Pago  | 2027-12-31T23:59    | 2028-01-01T00:00-11:00
            0 0 * * 1          | UTC                | 2027-12-30T00:00    | 2028-01-03T00:00Z
            14 3 * * *         | UTC                | 2038-01-19T03:14:07 | 2038-01-20T03:14Z
            8 14 3 19 1 ?      | UTC                | 2037-12-31T00:00    | 2038-01-19T03:14:08Z 2039-01-19T03:14:08Z
            30 2 * * *         | Europe/Berlin      | 2099-03-28T12:00    | 2099-03-29T03:00+02:00 2099-03-30T02:30+02:00
            0 12 31 12 *       | UTC                | 9998-12-31T12:00    | 9999-12-31T12:00Z
            """)
    void a_schedule_goes_on_over_the_edge(String expression, ZoneId zone, String after, String expected) {
        List<String> wanted = Arrays.asList(expected.split(" "));

        assertThat(Fires.of(expression, zone, after, wanted.size())).isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({"0 12 31 12 *, 9999-12-31T12:00", "0 0 29 2 *, 9996-02-29T00:00"})
    void nothing_is_behind_the_last_year(String expression, String after) {
        assertThat(Fires.of(expression, ZoneId.of("UTC"), after, 1)).isEmpty();
    }
}
