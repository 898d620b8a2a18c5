package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.ClockChanges.Gap;
import io.carillon.model.job.ClockChanges.Twice;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsAndWindowsTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant ANCHOR = Instant.parse("2027-01-01T00:00:00Z");
    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    private static final Set<DayOfWeek> ALL_DAYS = EnumSet.allOf(DayOfWeek.class);

    @Test
    void bounds_hold_their_first_and_last_instant() {
        var schedule = daily(new TriggerBounds(
                Optional.of(Instant.parse("2027-01-03T00:00:00Z")),
                Optional.of(Instant.parse("2027-01-05T00:00:00Z")),
                OptionalInt.empty()));

        var fires = Fires.of(schedule, ANCHOR, 10);

        assertThat(fires)
                .extracting(Instant::toString)
                .containsExactly("2027-01-03T00:00:00Z", "2027-01-04T00:00:00Z", "2027-01-05T00:00:00Z");
    }

    @Test
    void a_greatest_number_counts_from_the_start_wherever_the_question_begins() {
        var schedule = daily(new TriggerBounds(
                Optional.of(Instant.parse("2027-02-01T00:00:00Z")), Optional.empty(), OptionalInt.of(3)));

        assertThat(Fires.of(schedule, ANCHOR, 10)).hasSize(3);
        assertThat(schedule.next(Instant.parse("2027-02-02T00:00:00Z"))).isEqualTo("2027-02-03T00:00:00Z");
        assertThat(schedule.next(Instant.parse("2027-02-03T00:00:00Z"))).isNull();
    }

    @Test
    void a_greatest_number_counts_from_the_anchor_where_there_is_no_start() {
        var schedule = daily(new TriggerBounds(Optional.empty(), Optional.empty(), OptionalInt.of(2)));

        assertThat(Fires.of(schedule, Instant.EPOCH, 10))
                .extracting(Instant::toString)
                .containsExactly("2027-01-02T00:00:00Z", "2027-01-03T00:00:00Z");
    }

    @Test
    void a_choice_of_gap_and_overlap_reaches_the_cron() {
        var choice = new ClockChanges(Optional.of(Gap.SKIP), Optional.of(Twice.BOTH));
        var trigger = new Trigger.Cron("30 2 * * *", CronDialect.UNIX, BERLIN, choice, TriggerOptions.NONE);

        var schedule = Triggers.compile(trigger, ANCHOR, 1);

        assertThat(schedule.next(Instant.parse("2027-03-27T12:00:00Z"))).isEqualTo("2027-03-29T00:30:00Z");
        assertThat(Fires.of(schedule, Instant.parse("2027-10-30T12:00:00Z"), 2))
                .extracting(Instant::toString)
                .containsExactly("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z");
    }

    @ParameterizedTest(name = "{0} to {1} after {2}")
    @CsvSource(textBlock = """
            09:00, 17:30, 2027-01-04T00:00:00Z, 2027-01-04T08:00:00Z, 51, 2027-01-04T16:20:00Z
            09:00, 17:30, 2027-01-04T16:30:00Z, 2027-01-05T08:00:00Z, 51, 2027-01-05T16:20:00Z
            09:00, 17:35, 2027-01-08T16:25:00Z, 2027-01-08T16:30:00Z, 2,  2027-01-11T08:00:00Z
            22:00, 06:00, 2027-01-08T12:00:00Z, 2027-01-08T21:00:00Z, 50, 2027-01-11T21:00:00Z
            """)
    void a_daily_window_repeats_from_its_start_to_its_end_on_its_days(
            LocalTime from, LocalTime to, Instant after, Instant first, int nth, Instant expected) {
        var schedule = Schedules.within(new DailyWindow(from, to, WORKDAYS), Duration.ofMinutes(10), BERLIN);

        var fires = Fires.of(schedule, after, nth);

        assertThat(fires.getFirst()).isEqualTo(first);
        assertThat(fires.getLast()).isEqualTo(expected);
    }

    @Test
    void a_daily_window_goes_on_by_elapsed_time_where_the_clocks_change() {
        var schedule = Schedules.within(
                new DailyWindow(LocalTime.of(1, 0), LocalTime.of(3, 0), ALL_DAYS), Duration.ofMinutes(30), BERLIN);

        var spring = Fires.of(schedule, Instant.parse("2027-03-27T22:00:00Z"), 3);
        var autumn = Fires.of(schedule, Instant.parse("2027-10-30T22:00:00Z"), 7);

        assertThat(spring)
                .extracting(Instant::toString)
                .containsExactly("2027-03-28T00:00:00Z", "2027-03-28T00:30:00Z", "2027-03-28T01:00:00Z");
        assertThat(autumn.getLast()).isEqualTo("2027-10-31T02:00:00Z");
    }

    private static Schedule daily(TriggerBounds bounds) {
        var options = new TriggerOptions(Duration.ZERO, bounds, Optional.empty());
        var trigger = new Trigger.Cron("0 0 * * *", CronDialect.UNIX, UTC, ClockChanges.BY_RULE, options);
        return Triggers.compile(trigger, ANCHOR, 1);
    }
}
