package io.carillon.schedule.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Dates;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.model.job.CalendarRule.Hours;
import io.carillon.model.job.CalendarRule.Period;
import io.carillon.model.job.CalendarRule.Use;
import io.carillon.model.job.CalendarRule.Weekdays;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.OnHoliday;
import io.carillon.schedule.CronExpression;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.ScheduleException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalendarTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final CalendarRule MONDAY_TO_FRIDAY =
            new Weekdays(Effect.INCLUDE, EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    /** The first week of October 2027 off; Saturday 9 October is worked for it. */
    private static final CalendarSpec WORKING_DAYS = new CalendarSpec(
            "cn-working-days",
            List.of(
                    MONDAY_TO_FRIDAY,
                    new Dates(Effect.EXCLUDE, dates("2027-10-01 2027-10-04 2027-10-05 2027-10-06 2027-10-07")),
                    new Dates(Effect.INCLUDE, dates("2027-10-09"))));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            2027-09-30T10:00, true
            2027-10-01T00:00, false
            2027-10-07T23:59, false
            2027-10-08T00:00, true
            2027-10-09T10:00, true
            2027-10-10T10:00, false
            """)
    void a_make_up_day_counts_although_it_is_a_saturday(LocalDateTime time, boolean counts) {
        var calendar = calendar(WORKING_DAYS);

        assertThat(calendar.includes(time)).isEqualTo(counts);
        assertThat(calendar.includesSomeOf(time.toLocalDate())).isEqualTo(counts);
    }

    @Test
    void calendars_are_composed_by_name() {
        var office = new CalendarSpec(
                "office",
                List.of(
                        new Use(Effect.INCLUDE, "cn-working-days"),
                        new Hours(Effect.EXCLUDE, LocalTime.of(18, 0), LocalTime.of(9, 0)),
                        new Period(
                                Effect.EXCLUDE,
                                LocalDateTime.parse("2027-10-08T12:00"),
                                LocalDateTime.parse("2027-10-09T10:00"))));
        var calendar = new Calendars(Map.of("office", office, "cn-working-days", WORKING_DAYS)).named("office");

        assertThat(calendar.includes(LocalDateTime.parse("2027-10-08T09:00"))).isTrue();
        assertThat(calendar.includes(LocalDateTime.parse("2027-10-08T08:59"))).isFalse();
        assertThat(calendar.includes(LocalDateTime.parse("2027-10-08T18:00"))).isFalse();
        assertThat(calendar.firstFrom(LocalDateTime.parse("2027-10-08T12:00")))
                .hasValue(LocalDateTime.parse("2027-10-09T10:00"));
        assertThat(calendar.firstFrom(LocalDateTime.parse("2027-10-09T18:00")))
                .hasValue(LocalDateTime.parse("2027-10-11T09:00"));
    }

    @Test
    void a_name_that_is_unknown_and_a_circle_are_refused() {
        var one = new CalendarSpec("one", List.of(new Use(Effect.EXCLUDE, "two")));
        var two = new CalendarSpec("two", List.of(new Use(Effect.EXCLUDE, "one")));

        var unknown =
                catchThrowableOfType(ScheduleException.class, () -> new Calendars(Map.of("one", one)).named("one"));
        var circle = catchThrowableOfType(
                ScheduleException.class, () -> new Calendars(Map.of("one", one, "two", two)).named("one"));

        assertThat(unknown.code()).isEqualTo("unknown-calendar");
        assertThat(circle.code()).isEqualTo("calendar-nesting");
        assertThat(circle).hasMessageContaining("one → two → one");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * *   | SKIP     | 2027-09-30T09:00 2027-10-08T09:00 2027-10-09T09:00 2027-10-11T09:00
            0 9 * * *   | NEXT     | 2027-09-30T09:00 2027-10-08T09:00 2027-10-09T09:00 2027-10-11T09:00
            0 9 1 * *   | SKIP     | 2027-11-01T09:00 2027-12-01T09:00 2028-02-01T09:00
            0 9 1 * *   | NEXT     | 2027-10-08T09:00 2027-11-01T09:00 2027-12-01T09:00 2028-01-03T09:00
            0 9 1 * *   | PREVIOUS | 2027-09-30T09:00 2027-11-01T09:00 2027-12-01T09:00 2027-12-31T09:00
            0 9 4 10 *  | NEXT     | 2027-10-08T09:00 2028-10-04T09:00
            0 9 4 10 *  | PREVIOUS | 2027-09-30T09:00 2028-10-04T09:00
            0 8,20 4 * * | NEXT    | 2027-10-08T08:00 2027-10-08T20:00 2027-11-04T08:00
            0 20 4 10 * | PREVIOUS | 2027-09-30T20:00
            """)
    void a_fire_on_a_holiday_is_skipped_or_moved(String expression, OnHoliday onHoliday, String expected) {
        var schedule = Calendars.restricted(cron(expression), calendar(WORKING_DAYS), SHANGHAI, onHoliday);
        var times = Arrays.stream(expected.split(" ")).map(LocalDateTime::parse).toList();

        var fires = fires(schedule, LocalDateTime.parse("2027-09-29T12:00"), times.size());

        assertThat(fires).isEqualTo(times);
    }

    @ParameterizedTest
    @EnumSource(OnHoliday.class)
    void a_calendar_that_lets_nothing_in_ends_the_search(OnHoliday onHoliday) {
        var never = calendar(new CalendarSpec("never", List.of(new Dates(Effect.INCLUDE, Set.of()))));
        var night = calendar(
                new CalendarSpec("night", List.of(new Hours(Effect.INCLUDE, LocalTime.of(22, 0), LocalTime.of(6, 0)))));

        var nothing = Calendars.restricted(cron("* * * * *"), never, SHANGHAI, onHoliday);
        var atNoon = Calendars.restricted(cron("0 12 * * *"), night, SHANGHAI, onHoliday);

        assertThat(nothing.next(Instant.EPOCH)).isNull();
        assertThat(atNoon.next(Instant.EPOCH)).isNull();
    }

    /** Moves every fire of some weeks, one by one, and puts them in order. */
    @ParameterizedTest
    @EnumSource(OnHoliday.class)
    void moved_fires_are_those_of_a_slow_enumeration(OnHoliday onHoliday) {
        var random = new Random(20_271_001);
        String[] expressions = {"0 9 * * *", "30 */7 * * *", "0 0 * * 6", "15 3,15 1,2,3 * *", "*/45 * * * *"};

        for (int i = 0; i < 60; i++) {
            var calendar = calendar(randomSpec(random));
            var fires = cron(expressions[i % expressions.length]);
            var from = LocalDate.of(2027, 1, 1).plusDays(random.nextInt(300)).atStartOfDay();

            var schedule = Calendars.restricted(fires, calendar, SHANGHAI, onHoliday);

            var expected = slowly(fires, calendar, onHoliday, from);
            assertThat(fires(schedule, from, expected.size())).isEqualTo(expected);
        }
    }

    private static List<LocalDateTime> slowly(
            Schedule fires, Calendar calendar, OnHoliday onHoliday, LocalDateTime from) {
        TreeSet<LocalDateTime> moved = new TreeSet<>();
        for (LocalDateTime fire : fires(fires, from.minusDays(70), 70 * 32 + 64 * 32)) {
            LocalDateTime target = fire;
            boolean holiday = !calendar.includesSomeOf(fire.toLocalDate());
            while (onHoliday != OnHoliday.SKIP && !calendar.includesSomeOf(target.toLocalDate())) {
                target = target.plusDays(onHoliday == OnHoliday.NEXT ? 1 : -1);
            }
            if (calendar.includes(target) && (!holiday || onHoliday != OnHoliday.SKIP)) {
                moved.add(target);
            }
        }
        return moved.stream()
                .filter(time -> time.isAfter(from) && time.isBefore(from.plusDays(40)))
                .toList();
    }

    private static CalendarSpec randomSpec(Random random) {
        Set<LocalDate> holidays = random.ints(40, 0, 400)
                .mapToObj(day -> LocalDate.of(2026, 12, 1).plusDays(day))
                .collect(Collectors.toSet());
        Set<LocalDate> makeUps = random.ints(8, 0, 400)
                .mapToObj(day -> LocalDate.of(2026, 12, 1).plusDays(day))
                .collect(Collectors.toSet());
        List<CalendarRule> rules = new ArrayList<>();
        rules.add(MONDAY_TO_FRIDAY);
        rules.add(new Dates(Effect.EXCLUDE, holidays));
        rules.add(new Dates(Effect.INCLUDE, makeUps));
        if (random.nextBoolean()) {
            rules.add(new Hours(Effect.EXCLUDE, LocalTime.of(12, 0), LocalTime.of(13 + random.nextInt(10), 30)));
        }
        return new CalendarSpec("random", rules);
    }

    private static List<LocalDateTime> fires(Schedule schedule, LocalDateTime after, int count) {
        List<LocalDateTime> fires = new ArrayList<>();
        Instant next = schedule.next(after.atZone(SHANGHAI).toInstant());
        while (next != null && fires.size() < count) {
            fires.add(LocalDateTime.ofInstant(next, SHANGHAI));
            next = schedule.next(next);
        }
        return fires;
    }

    private static Schedule cron(String expression) {
        return CronExpression.parse(expression, CronDialect.UNIX).in(SHANGHAI, Instant.EPOCH);
    }

    private static Calendar calendar(CalendarSpec spec) {
        return new Calendars(Map.of(spec.name(), spec)).named(spec.name());
    }

    private static Set<LocalDate> dates(String text) {
        return Arrays.stream(text.split(" ")).map(LocalDate::parse).collect(Collectors.toSet());
    }
}
