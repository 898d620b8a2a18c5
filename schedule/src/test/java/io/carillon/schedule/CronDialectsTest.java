package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronDialectsTest {

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *             | 2027-01-01T00:00:30 | 2027-01-01T00:01 2027-01-01T00:02
            */15 * * * *          | 2027-01-01T00:50    | 2027-01-01T01:00 2027-01-01T01:15
            5/20 * * * *          | 2027-01-01T00:00    | 2027-01-01T00:05 2027-01-01T00:25 2027-01-01T00:45 2027-01-01T01:05
            30 4 * * *            | 2027-12-31T04:30    | 2028-01-01T04:30
            0 0 1,15 * *          | 2027-01-01T00:00    | 2027-01-15T00:00 2027-02-01T00:00
            0 9-17/4 * * *        | 2027-01-01T09:30    | 2027-01-01T13:00 2027-01-01T17:00 2027-01-02T09:00
            0 0 * * 0             | 2027-01-01T00:00    | 2027-01-03T00:00 2027-01-10T00:00
            0 0 * * 7             | 2027-01-01T00:00    | 2027-01-03T00:00
            0 0 * * sun           | 2027-01-01T00:00    | 2027-01-03T00:00
            0 0 * * MON-FRI       | 2027-01-01T00:00    | 2027-01-04T00:00 2027-01-05T00:00
            0 0 * * 5-7           | 2027-01-01T00:00    | 2027-01-02T00:00 2027-01-03T00:00 2027-01-08T00:00
            0 0 * * FRI-SUN       | 2027-01-01T00:00    | 2027-01-02T00:00 2027-01-03T00:00 2027-01-08T00:00
            0 0 * * SUN-TUE       | 2027-01-01T00:00    | 2027-01-03T00:00 2027-01-04T00:00 2027-01-05T00:00 2027-01-10T00:00
            0 0 13 * 5            | 2027-01-01T00:00    | 2027-01-08T00:00 2027-01-13T00:00 2027-01-15T00:00
            0 0 */10 * MON        | 2027-01-01T00:00    | 2027-01-11T00:00 2027-02-01T00:00
            0 0 29 2 *            | 2027-01-01T00:00    | 2028-02-29T00:00 2032-02-29T00:00
            0 0 31 * *            | 2027-01-31T00:00    | 2027-03-31T00:00 2027-05-31T00:00
            0 0 1 JAN,jul *       | 2027-01-01T00:00    | 2027-07-01T00:00 2028-01-01T00:00
            @yearly               | 2027-01-01T00:00    | 2028-01-01T00:00
            @Monthly              | 2027-01-01T00:00    | 2027-02-01T00:00
            @weekly               | 2027-01-01T00:00    | 2027-01-03T00:00
            @midnight             | 2027-01-01T00:00    | 2027-01-02T00:00
            @hourly               | 2027-01-01T00:00    | 2027-01-01T01:00
            @every 1h30m          | 2027-01-01T00:00    | 2027-01-01T01:30 2027-01-01T03:00
            """)
    void unix(String expression, LocalDateTime after, String expected) {
        assertThat(next(expression, CronDialect.UNIX, after, expected)).isEqualTo(times(expected));
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(delimiter = '|', textBlock = """
            */20 * * * * ?        | 2027-01-01T00:00:30 | 2027-01-01T00:00:40 2027-01-01T00:01
            0 */5 * * * ?         | 2027-01-01T00:02    | 2027-01-01T00:05 2027-01-01T00:10
            0 0 0 ? * 1           | 2027-01-01T00:00    | 2027-01-03T00:00
            0 0 0 ? * 2-6         | 2027-01-01T00:00    | 2027-01-04T00:00
            0 0 0 ? * FRI-MON     | 2027-01-01T00:00    | 2027-01-02T00:00 2027-01-03T00:00 2027-01-04T00:00 2027-01-08T00:00
            0 0 22-2/2 * * ?      | 2027-01-01T00:00    | 2027-01-01T02:00 2027-01-01T22:00 2027-01-02T00:00
            0 0 0 30-2 * ?        | 2027-01-01T00:00    | 2027-01-02T00:00 2027-01-30T00:00 2027-01-31T00:00 2027-02-01T00:00
            0 0 0 1 NOV-JAN ?     | 2027-02-01T00:00    | 2027-11-01T00:00 2027-12-01T00:00 2028-01-01T00:00 2028-11-01T00:00
            0 0 0 L * ?           | 2027-01-31T00:00    | 2027-02-28T00:00 2027-03-31T00:00
            0 0 0 L 2 ?           | 2027-03-01T00:00    | 2028-02-29T00:00
            0 0 0 L-3 * ?         | 2027-01-01T00:00    | 2027-01-28T00:00 2027-02-25T00:00
            0 0 0 L-30 * ?        | 2027-01-02T00:00    | 2027-03-01T00:00
            0 0 0 LW * ?          | 2027-01-01T00:00    | 2027-01-29T00:00 2027-02-26T00:00 2027-03-31T00:00
            0 0 0 15W * ?         | 2027-01-16T00:00    | 2027-02-15T00:00 2027-03-15T00:00 2027-04-15T00:00 2027-05-14T00:00
            0 0 0 15W 8 ?         | 2027-01-01T00:00    | 2027-08-16T00:00
            0 0 0 1W 5 ?          | 2027-01-01T00:00    | 2027-05-03T00:00
            0 0 0 31W 10 ?        | 2027-01-01T00:00    | 2027-10-29T00:00
            0 0 0 31W * ?         | 2027-03-31T00:00    | 2027-05-31T00:00
            0 0 0 1,15W,L * ?     | 2027-05-01T00:00    | 2027-05-14T00:00 2027-05-31T00:00 2027-06-01T00:00
            0 0 0 ? * 6L          | 2027-01-01T00:00    | 2027-01-29T00:00 2027-02-26T00:00
            0 0 0 ? * FRIL        | 2027-01-01T00:00    | 2027-01-29T00:00
            0 0 0 ? * L           | 2027-01-01T00:00    | 2027-01-02T00:00 2027-01-09T00:00
            0 0 0 ? * MON#2       | 2027-01-01T00:00    | 2027-01-11T00:00 2027-02-08T00:00
            0 0 0 ? * 2#5         | 2027-01-01T00:00    | 2027-03-29T00:00 2027-05-31T00:00
            0 0 0 ? * MON#1,FRIL  | 2027-01-01T00:00    | 2027-01-04T00:00 2027-01-29T00:00
            0 0 0 * * *           | 2027-01-01T00:00    | 2027-01-02T00:00
            0 0 0 1 1 ? 2030      | 2027-01-01T00:00    | 2030-01-01T00:00
            0 0 0 1 1 ? 2028-2034/3,2199 | 2027-01-01T00:00 | 2028-01-01T00:00 2031-01-01T00:00 2034-01-01T00:00 2199-01-01T00:00
            0 0 12 29 2 ? 2090/10 | 2027-01-01T00:00    | 2120-02-29T12:00
            """)
    void quartz(String expression, LocalDateTime after, String expected) {
        assertThat(next(expression, CronDialect.QUARTZ, after, expected)).isEqualTo(times(expected));
    }

    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 * * 0           | 2027-01-01T00:00    | 2027-01-03T00:00
            0 0 0 * * 7           | 2027-01-01T00:00    | 2027-01-03T00:00
            0 0 0 13 * FRI        | 2027-01-01T00:00    | 2027-08-13T00:00
            0 0 0 ? * MON#1       | 2027-01-01T00:00    | 2027-01-04T00:00
            0 0 0 * * 5L          | 2027-01-01T00:00    | 2027-01-29T00:00
            0 0 0 L * *           | 2027-01-01T00:00    | 2027-01-31T00:00
            0 0 0 LW * *          | 2027-01-01T00:00    | 2027-01-29T00:00
            @daily                | 2027-01-01T00:00    | 2027-01-02T00:00
            """)
    void spring(String expression, LocalDateTime after, String expected) {
        assertThat(next(expression, CronDialect.SPRING, after, expected)).isEqualTo(times(expected));
    }

    @Test
    void five_fields_are_unix_and_six_or_seven_are_quartz_when_no_dialect_is_asked_for() {
        var unix = CronExpression.parse("0 0 * * 1", CronDialect.AUTO);
        var quartz = CronExpression.parse("0 0 0 ? * 1", CronDialect.AUTO);
        var withYear = CronExpression.parse("0 0 0 ? * 1 2030", CronDialect.AUTO);

        assertThat(unix.dialect()).isEqualTo(CronDialect.UNIX);
        assertThat(quartz.dialect()).isEqualTo(CronDialect.QUARTZ);
        assertThat(withYear.dialect()).isEqualTo(CronDialect.QUARTZ);
    }

    @Test
    void a_year_that_has_passed_leaves_nothing_to_fire() {
        var expression = CronExpression.parse("0 0 0 1 1 ? 2020", CronDialect.QUARTZ);

        var next = expression.next(Instant.parse("2027-01-01T00:00:00Z"), ZoneOffset.UTC);

        assertThat(next).isNull();
    }

    @Test
    void the_year_9999_has_fires_and_the_year_10000_has_none() {
        var expression = CronExpression.parse("0 0 1 12 *", CronDialect.UNIX);
        var zone = ZoneId.of("Europe/Berlin");

        var last = expression.next(Instant.parse("9999-06-01T00:00:00Z"), zone);
        var beyond = expression.next(Instant.parse("9999-12-02T00:00:00Z"), zone);

        assertThat(last).isEqualTo(Instant.parse("9999-11-30T23:00:00Z"));
        assertThat(beyond).isNull();
        assertThat(expression.next(Instant.MAX, zone)).isNull();
        assertThat(expression.next(Instant.MIN, zone)).isNotNull();
    }

    private static List<LocalDateTime> next(
            String expression, CronDialect dialect, LocalDateTime after, String expected) {
        var schedule = CronExpression.parse(expression, dialect).in(ZoneOffset.UTC, Instant.EPOCH);
        return Fires.of(
                        schedule,
                        after.toInstant(ZoneOffset.UTC),
                        times(expected).size())
                .stream()
                .map(fire -> LocalDateTime.ofInstant(fire, ZoneOffset.UTC))
                .toList();
    }

    private static List<LocalDateTime> times(String expected) {
        return Arrays.stream(expected.split(" ")).map(LocalDateTime::parse).toList();
    }
}
