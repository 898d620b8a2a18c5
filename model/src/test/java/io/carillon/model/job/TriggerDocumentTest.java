package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.Problem;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import io.carillon.model.json.Json;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a trigger can say, from its document and back. */
class TriggerDocumentTest {

    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    @Test
    void a_cron_says_what_happens_where_the_clocks_change_and_which_of_its_fires_count() {
        var trigger = valid("""
                {"cron": "30 2 * * *", "zone": "Asia/Shanghai", "gap": "skip", "overlap": "both", "jitter": "1m",
                 "start": "2027-01-01T00:00:00Z", "end": "2028-01-01T00:00:00+08:00", "maxCount": 12,
                 "calendar": "working-days", "onHoliday": "next"}
                """);

        var bounds = new TriggerBounds(
                Optional.of(START), Optional.of(Instant.parse("2027-12-31T16:00:00Z")), OptionalInt.of(12));
        var calendar = Optional.of(new CalendarUse("working-days", OnHoliday.NEXT));
        assertThat(trigger)
                .isEqualTo(new Trigger.Cron(
                        "30 2 * * *",
                        CronDialect.AUTO,
                        SHANGHAI,
                        new ClockChanges(Optional.of(ClockChanges.Gap.SKIP), Optional.of(ClockChanges.Twice.BOTH)),
                        new TriggerOptions(Duration.ofMinutes(1), bounds, calendar)));
    }

    @Test
    void a_rate_may_keep_to_hours_of_the_day() {
        var trigger = valid("""
                {"every": "10m", "zone": "Asia/Shanghai", "window": {"from": "09:00", "to": "17:30", "days": ["monday", "friday"]}}
                """);

        var window =
                new DailyWindow(LocalTime.of(9, 0), LocalTime.of(17, 30), Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));
        assertThat(trigger)
                .isEqualTo(
                        new Trigger.Every(Duration.ofMinutes(10), SHANGHAI, Optional.of(window), TriggerOptions.NONE));
    }

    @Test
    void a_window_without_days_is_every_day_and_a_calendar_without_a_rule_skips_its_holidays() {
        var trigger = valid("""
                {"every": "10m", "calendar": "working-days", "window": {"from": "22:00", "to": "06:00"}}
                """);

        var window = new DailyWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), EnumSet.allOf(DayOfWeek.class));
        var calendar = Optional.of(new CalendarUse("working-days", OnHoliday.SKIP));
        assertThat(trigger)
                .isEqualTo(new Trigger.Every(
                        Duration.ofMinutes(10),
                        ZoneId.of("UTC"),
                        Optional.of(window),
                        new TriggerOptions(Duration.ZERO, TriggerBounds.NONE, calendar)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "cron": "0 * * * *", "gap": "skpi"                      | /gap         | invalid-value  | expected one of next, skip
            "cron": "0 * * * *", "overlap": "queue"                 | /overlap     | invalid-value  | expected one of first, both
            "cron": "0 * * * *", "gpa": "skip"                      | /gpa         | unknown-field  | did you mean 'gap'?
            "cron": "0 * * * *", "window": {}                       | /window      | not-applicable | it goes with every
            "cron": "0 * * * *", "maxCount": 0                      | /maxCount    | out-of-range   | from 1 to 10000
            "cron": "0 * * * *", "maxCount": "3"                    | /maxCount    | wrong-type     | a whole number
            "cron": "0 * * * *", "maxcount": 3                      | /maxcount    | unknown-field  | did you mean 'maxCount'?
            "cron": "0 * * * *", "start": "soon"                    | /start       | invalid-value  | an instant such as
            "cron": "0 * * * *", "start": "2027-01-02T00:00:00Z", "end": "2027-01-01T00:00:00Z" | /end | invalid-value | before the start
            "cron": "0 * * * *", "onHoliday": "next"                | /onHoliday   | not-applicable | without a 'calendar'
            "cron": "0 * * * *", "calendar": "a", "onHoliday": "nxt" | /onHoliday  | invalid-value  | expected one of skip, next, previous
            "cron": "0 * * * *", "calendar": 7                      | /calendar    | wrong-type     | expected a string
            "every": "1m", "gap": "skip"                            | /gap         | not-applicable | it goes with cron
            "every": "1m", "overlap": "both"                        | /overlap     | not-applicable | it goes with cron
            "every": "1m", "dialect": "unix"                        | /dialect     | not-applicable | it goes with cron
            "every": "1m", "zone": "UTC"                            | /zone        | not-applicable | with a window or calendar
            "every": "1m", "window": {"from": "09:00"}              | /window/to   | required       | is required
            "every": "1m", "window": {"from": "9", "to": "17:00"}   | /window/from | invalid-value  | a time of day such as 09:00
            "every": "1m", "window": {"from": "09:00", "to": "24:00"} | /window/to | invalid-value  | a time of day such as 09:00
            "every": "1m", "window": {"from": "09:00:00.5", "to": "10:00"} | /window/from | invalid-value | a time of day such as 09:00
            "every": "1m", "window": {"from": "09:00", "to": "09:00"} | /window/to | invalid-value  | differ
            "every": "1m", "window": {"from": "09:00", "to": "17:00", "days": []} | /window/days | invalid-value | at least one of monday
            "every": "1m", "window": {"from": "09:00", "to": "17:00", "days": ["monday", "tusday"]} | /window/days/1 | invalid-value | did you mean 'tuesday'?
            "every": "1m", "window": {"from": "09:00", "to": "17:00", "days": [1]} | /window/days/0 | wrong-type | expected a string
            "every": "1m", "window": {"from": "09:00", "to": "17:00", "day": []} | /window/day | unknown-field | did you mean 'days'?
            "every": "1m", "window": "09:00-17:00"                  | /window      | wrong-type     | expected an object
            "delay": "1m", "maxCount": 3                            | /maxCount    | not-applicable | it goes with cron, every
            "delay": "1m", "calendar": "a"                          | /calendar    | not-applicable | it goes with cron, every
            "delay": "1m", "window": {}                             | /window      | not-applicable | it goes with every
            "at": "2027-01-01T00:00:00Z", "maxCount": 1             | /maxCount    | not-applicable | it goes with cron, every
            "at": "2027-01-01T00:00:00Z", "end": "2027-01-01T00:00:00Z" | /end     | not-applicable | it goes with cron, every, delay
            "at": "2027-01-01T00:00:00Z", "zone": "UTC"             | /zone        | not-applicable | it goes with cron, every
            """)
    void a_mistake_is_named_with_its_place_and_what_was_meant(
            String members, String pointer, String code, String message) {
        var problems = new ArrayList<Problem>();

        read("{" + members + "}", problems);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.pointer()).isEqualTo(pointer);
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void what_is_written_reads_back(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Trigger trigger = trigger(random);

            String document = TriggerWriter.write(trigger).text();

            assertThat(valid(document)).as(document).isEqualTo(trigger);
        }
    }

    private static Trigger trigger(Random random) {
        return switch (random.nextInt(3)) {
            case 0 ->
                new Trigger.Cron(
                        "0 * * * *",
                        CronDialect.UNIX,
                        SHANGHAI,
                        new ClockChanges(
                                maybe(random, ClockChanges.Gap.values()), maybe(random, ClockChanges.Twice.values())),
                        options(random));
            case 1 -> {
                var options = options(random);
                var window = random.nextBoolean() ? Optional.<DailyWindow>empty() : Optional.of(window(random));
                boolean elapsed = window.isEmpty() && options.calendar().isEmpty();
                yield new Trigger.Every(Duration.ofMinutes(5), elapsed ? ZoneId.of("UTC") : SHANGHAI, window, options);
            }
            default ->
                new Trigger.Delay(
                        Duration.ofMinutes(5),
                        new TriggerOptions(Duration.ZERO, bounds(random, OptionalInt.empty()), Optional.empty()));
        };
    }

    private static TriggerOptions options(Random random) {
        var maxCount = random.nextBoolean()
                ? OptionalInt.empty()
                : OptionalInt.of(random.nextInt(1, TriggerBounds.LARGEST_COUNT + 1));
        var calendar = maybe(random, OnHoliday.values()).map(onHoliday -> new CalendarUse("c", onHoliday));
        var jitter = Duration.ofMillis(random.nextInt(3));
        return new TriggerOptions(jitter, bounds(random, maxCount), calendar);
    }

    private static TriggerBounds bounds(Random random, OptionalInt maxCount) {
        var end = START.plusMillis(random.nextInt(1_000_000_000));
        return new TriggerBounds(
                random.nextBoolean() ? Optional.empty() : Optional.of(START),
                random.nextBoolean() ? Optional.empty() : Optional.of(end),
                maxCount);
    }

    private static DailyWindow window(Random random) {
        var days = EnumSet.of(DayOfWeek.of(random.nextInt(1, 8)));
        for (DayOfWeek day : DayOfWeek.values()) {
            if (random.nextBoolean()) {
                days.add(day);
            }
        }
        int from = random.nextInt(86_400);
        return new DailyWindow(
                LocalTime.ofSecondOfDay(from),
                LocalTime.ofSecondOfDay((from + 1 + random.nextInt(86_000)) % 86_400),
                days);
    }

    private static <T> Optional<T> maybe(Random random, T[] choices) {
        return random.nextBoolean() ? Optional.empty() : Optional.of(choices[random.nextInt(choices.length)]);
    }

    private static Trigger valid(String text) {
        var problems = new ArrayList<Problem>();
        var trigger = read(text, problems);
        assertThat(problems).isEmpty();
        return trigger.orElseThrow();
    }

    private static Optional<Trigger> read(String text, List<Problem> problems) {
        return TriggerReader.read(new ObjectReader(Json.parse(text), "", problems));
    }
}
