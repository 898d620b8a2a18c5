package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No expression is a long search. The work is counted in months looked at, which no machine's load changes; {@link CronTiming} prints
 * what that comes to.
 */
class BoundedWorkTest {

    private static final int MONTHS_OF_A_CYCLE = 400 * 12;

    private int months;

    static Stream<String> hopeless() {
        return Stream.of(
                "0 0 0 30 2 ?",
                "0 0 0 31 4,6,9,11 ?",
                "0 0 0 30,31 2 ? 1970-2199",
                "0 0 0 29 2 ? 2027",
                "0 0 0 31W 2,4,6,9,11 ?",
                "0 0 0 " + "31W,".repeat(110) + "30W 2 ?",
                "0 0 0 " + "31W,".repeat(110) + "31W 2,4,6,9,11 ?",
                "0 0 0 L-30 2,4,6,9,11 ?",
                "0 0 0 " + "L-30,".repeat(90) + "L-30 2,4,6,9,11 ?");
    }

    @ParameterizedTest
    @MethodSource("hopeless")
    void that_an_expression_never_fires_is_known_after_one_cycle_of_the_calendar(String expression) {
        var pattern = pattern(expression);

        assertThat(pattern.isEmpty()).isTrue();
        assertThat(months).isLessThanOrEqualTo(MONTHS_OF_A_CYCLE + 1);
        assertThat(refusals(expression)).isNotEmpty().isSubsetOf("never-fires", "cron-days", "cron-fields");
    }

    @Test
    void a_weekday_and_a_date_that_never_meet_are_known_too() {
        String expression = "0 0 0 31 6 MON";

        assertThat(pattern(expression).isEmpty()).isTrue();
        assertThat(months).isLessThanOrEqualTo(MONTHS_OF_A_CYCLE + 1);
        assertThat(refusals(expression)).isNotEmpty().isSubsetOf("never-fires", "cron-days", "cron-fields");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 0 29 2 ?",
                "0 0 0 29 2 MON",
                "0 0 0 31 12 FRI",
                "0 0 0 L-30 * ?",
                "0 0 0 1 1 ? 2199",
                "0 0 0 ? 2 MON#5",
                "* * * * * ?"
            })
    void the_next_time_is_at_most_forty_years_of_its_months_away(String expression) {
        var pattern = pattern(expression);
        long start = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
        for (int day = 0; day < 40_000; day += 13) {
            months = 0;

            pattern.next(start + day * 86_400L);

            assertThat(months).isLessThanOrEqualTo(41 * 12);
        }
    }

    @Test
    void the_29th_of_february_on_a_monday_looks_at_one_month_of_each_year() {
        var pattern = pattern("0 0 0 29 2 MON");
        long after = Instant.parse("2072-03-01T00:00:00Z").getEpochSecond();

        long next = pattern.next(after);

        assertThat(Instant.ofEpochSecond(next)).isEqualTo("2112-02-29T00:00:00Z");
        assertThat(months).isLessThanOrEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "Africa/Casablanca", "UTC"})
    void a_rare_date_is_found_soon_in_a_zone_whose_clocks_change_often(String zone) {
        var schedule =
                CronExpression.parse("0 0 0 29 2 MON", CronDialect.SPRING).in(ZoneId.of(zone), Instant.EPOCH);
        var after = Instant.parse("2072-03-01T00:00:00Z");

        assertThat(Objects.requireNonNull(schedule.next(after))
                        .atZone(ZoneId.of(zone))
                        .toLocalDate())
                .isEqualTo("2112-02-29");
    }

    @Test
    void a_thousand_leap_days_are_counted_by_months() {
        var pattern = pattern("0 0 0 29 2 ?");

        long last = new WallCount(pattern).nth(0, 999);

        assertThat(Instant.ofEpochSecond(last)).isAfter("6000-01-01T00:00:00Z");
        assertThat(months).isLessThanOrEqualTo(MONTHS_OF_A_CYCLE * 11);
    }

    /** Why neither dialect takes an expression. */
    private static Set<String> refusals(String expression) {
        var codes = new HashSet<String>();
        for (CronDialect dialect : List.of(CronDialect.QUARTZ, CronDialect.SPRING)) {
            try {
                CronExpression.parse(expression, dialect);
            } catch (ScheduleException refusal) {
                codes.add(refusal.code());
            }
        }
        return codes;
    }

    /** The pattern of an expression that the parser may refuse because it never fires, with its months counted. */
    private WallPattern pattern(String expression) {
        var columns = new EnumMap<CronField, CronColumn>(CronField.class);
        List<CronText> texts = CronText.fieldsOf(expression);
        var text = texts.iterator();
        for (CronField field : CronField.values()) {
            if (text.hasNext()) {
                columns.put(field, CronFieldParser.parse(field, CronDialect.QUARTZ, 0, text.next()));
            }
        }
        columns.putIfAbsent(CronField.YEAR, CronColumn.every(CronField.YEAR));
        var days =
                new DayPattern(column(columns, CronField.DAY_OF_MONTH), column(columns, CronField.DAY_OF_WEEK), false);
        return new WallPattern(columns, (year, month) -> {
            months++;
            return days.matchesIn(year, month);
        });
    }

    private static CronColumn column(Map<CronField, CronColumn> columns, CronField field) {
        return columns.getOrDefault(field, CronColumn.every(field));
    }
}
