package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.model.job.CronDialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronErrorsTest {

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            60 * * * *             | AUTO   | cron-value    | minute       | 0  | 0-59
            0 24 * * *             | AUTO   | cron-value    | hour         | 2  | 0-23
            0 0 0 * *              | AUTO   | cron-value    | day-of-month | 4  | 1-31
            0 0 1 13 *             | AUTO   | cron-value    | month        | 6  | 1-12 or JAN-DEC
            0 0 1 JAM *            | AUTO   | cron-value    | month        | 6  | JAN-DEC
            0 0 * * 8              | AUTO   | cron-value    | day-of-week  | 8  | 0-7 (0 and 7 are Sunday)
            0 0 0 ? * 0            | AUTO   | cron-value    | day-of-week  | 10 | 1-7 (1 is Sunday)
            0 0 0 1 1 ? 1969       | AUTO   | cron-value    | year         | 12 | 1970-2199
            0 0 0 1 1 ? 2200       | AUTO   | cron-value    | year         | 12 | 1970-2199
            0 0 * * MONDAY         | AUTO   | cron-syntax   | day-of-week  | 11 | SUN-SAT
            0,,5 * * * *           | AUTO   | cron-syntax   | minute       | 2  | 0-59
            0, * * * *             | AUTO   | cron-syntax   | minute       | 2  | ends too early
            5- * * * *             | AUTO   | cron-syntax   | minute       | 2  | ends too early
            -5 * * * *             | AUTO   | cron-syntax   | minute       | 0  | '-' is not expected
            30-10 * * * *          | AUTO   | cron-range    | minute       | 0  | 30-10
            0 0 * * 5-2            | AUTO   | cron-range    | day-of-week  | 8  | 5-2
            0 0 0 1 1 ? 2030-2027  | AUTO   | cron-range    | year         | 12 | 2030-2027
            */0 * * * *            | AUTO   | cron-value    | minute       | 2  | 1 to 60
            */61 * * * *           | AUTO   | cron-value    | minute       | 2  | 1 to 60
            */x * * * *            | AUTO   | cron-value    | minute       | 2  | 1 to 60
            99999999999 * * * *    | AUTO   | cron-value    | minute       | 0  | 0-59
            0 0 ? * 1              | AUTO   | cron-syntax   | day-of-month | 4  | 1-31
            0 0 L * *              | AUTO   | cron-value    | day-of-month | 4  | 1-31
            0 0 15W * *            | AUTO   | cron-syntax   | day-of-month | 6  | 1-31
            0 0 * * MON#1          | AUTO   | cron-syntax   | day-of-week  | 11 | SUN-SAT
            0 ? * * * ?            | AUTO   | cron-syntax   | minute       | 2  | day fields
            0 0 0 ? * ?            | AUTO   | cron-days     | day-of-week  | 10 | not in both
            0 0 0 1 * MON          | AUTO   | cron-days     | day-of-week  | 10 | Spring
            0 0 0 ? * MON#6        | AUTO   | cron-value    | day-of-week  | 14 | 1 to 5
            0 0 0 L-31 * ?         | AUTO   | cron-value    | day-of-month | 8  | 0 to 30
            0 0 0 1,? * MON        | AUTO   | cron-syntax   | day-of-month | 6  | stands alone
            0 0 0 * * L            | SPRING | cron-syntax   | day-of-week  | 10 | FRIL
            0 0 0 1 1 ? H          | QUARTZ | cron-syntax   | year         | 12 | H
            H(5 * * * *            | AUTO   | cron-syntax   | minute       | 3  | 0-59
            H(9-5) * * * *         | AUTO   | cron-range    | minute       | 2  | 9-5
            * * * *                | AUTO   | cron-fields   | expression   | -1 | 5 (minute hour
            * * * * * * * *        | AUTO   | cron-fields   | expression   | -1 | 7
            * * * * *              | QUARTZ | cron-fields   | expression   | -1 | 6 (second minute
            * * * * * *            | UNIX   | cron-fields   | expression   | -1 | 5 (minute hour
            0 0 0 1 1 ? 2030       | SPRING | cron-fields   | expression   | -1 | 6 (second minute
            @reboot                | AUTO   | cron-macro    | expression   | 0  | @hourly
            @daily 5               | AUTO   | cron-macro    | expression   | 0  | @daily
            @every                 | AUTO   | cron-macro    | expression   | 0  | @every 90s
            @every 5               | AUTO   | cron-interval | expression   | 7  | 1h30m
            @every 5m1h            | AUTO   | cron-interval | expression   | 9  | 1h30m
            @every 10ms            | AUTO   | cron-interval | expression   | 7  | 100ms
            0 0 30 2 *             | AUTO   | never-fires   | expression   | -1 | never fire
            0 0 0 31 4,6,9,11 ?    | AUTO   | never-fires   | expression   | -1 | never fire
            0 0 0 29 2 ? 2027      | AUTO   | never-fires   | expression   | -1 | never fire
            0 0 0 31 6 MON         | SPRING | never-fires   | expression   | -1 | never fire
            """)
    void an_expression_that_makes_no_sense_is_refused_with_its_place(
            String expression, CronDialect dialect, String code, String field, int position, String allowed) {
        var refusal = catchThrowableOfType(ScheduleException.class, () -> CronExpression.parse(expression, dialect));

        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.position()).isEqualTo(position);
        assertThat(refusal).hasMessageStartingWith(field + ": ").hasMessageContaining(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\t"})
    void an_empty_expression_is_refused(String expression) {
        var refusal =
                catchThrowableOfType(ScheduleException.class, () -> CronExpression.parse(expression, CronDialect.AUTO));

        assertThat(refusal.code()).isEqualTo("cron-fields");
    }

    @Test
    void an_expression_without_end_is_refused_before_it_is_read() {
        var refusal = catchThrowableOfType(
                ScheduleException.class,
                () -> CronExpression.parse("1,".repeat(1_000_000) + "1 * * * *", CronDialect.AUTO));

        assertThat(refusal.code()).isEqualTo("cron-length");
    }
}
