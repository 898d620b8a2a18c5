package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.ClockChanges.Gap;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.schedule.Preview.Kind;
import io.carillon.schedule.Preview.Warning;
import io.carillon.schedule.calendar.Calendars;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a person is shown before a trigger is saved. */
class PreviewTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant SPRING = Instant.parse("2027-03-27T12:00:00Z");
    private static final Instant LEAP = Instant.parse("2027-03-28T01:00:00Z");
    private static final Instant AUTUMN = Instant.parse("2027-10-30T23:30:00Z");

    @Test
    void a_fire_right_after_a_gap_is_warned_of() {
        var preview = preview(cron("30 2 * * *", ClockChanges.BY_RULE), SPRING, 2);

        assertThat(preview.fires()).containsExactly(LEAP, Instant.parse("2027-03-29T00:30:00Z"));
        assertThat(preview.warnings()).containsExactly(new Warning(LEAP, Kind.AFTER_GAP, BERLIN));
    }

    @Test
    void a_fire_that_a_gap_swallows_is_warned_of_by_choice_and_by_rule() {
        var skip = new ClockChanges(Optional.of(Gap.SKIP), Optional.empty());

        var chosen = preview(cron("30 2 * * *", skip), SPRING, 2);
        var ruled = preview(cron("*/20 2 * * *", ClockChanges.BY_RULE), SPRING, 2);

        assertThat(chosen.fires())
                .containsExactly(Instant.parse("2027-03-29T00:30:00Z"), Instant.parse("2027-03-30T00:30:00Z"));
        assertThat(chosen.warnings()).containsExactly(new Warning(LEAP, Kind.LOST_IN_GAP, BERLIN));
        assertThat(ruled.warnings()).containsExactly(new Warning(LEAP, Kind.LOST_IN_GAP, BERLIN));
    }

    @Test
    void a_swallowed_fire_is_warned_of_although_only_so_many_count() {
        var skip = new ClockChanges(Optional.of(Gap.SKIP), Optional.empty());
        var bounds = new TriggerBounds(Optional.empty(), Optional.empty(), OptionalInt.of(1));
        var options = new TriggerOptions(Duration.ofMinutes(1), bounds, Optional.empty());

        var preview = preview(new Trigger.Cron("30 2 * * *", CronDialect.UNIX, BERLIN, skip, options), SPRING, 5);

        assertThat(preview.fires()).hasSize(1);
        assertThat(preview.warnings()).containsExactly(new Warning(LEAP, Kind.LOST_IN_GAP, BERLIN));
    }

    @Test
    void times_that_come_twice_are_told_apart() {
        var preview = preview(cron("0 * * * *", ClockChanges.BY_RULE), AUTUMN, 4);

        assertThat(preview.warnings()).extracting(Warning::kind).containsExactly(Kind.FIRST_OF_TWO, Kind.SECOND_OF_TWO);
    }

    @Test
    void elapsed_time_and_instants_know_no_clocks() {
        var rate = new Trigger.Every(Duration.ofMinutes(30), Duration.ZERO);
        var interval = cron("@every 30m", ClockChanges.BY_RULE);
        var once = new Trigger.At(LEAP, Duration.ZERO);

        assertThat(List.of(preview(rate, SPRING, 40), preview(interval, SPRING, 40), preview(once, SPRING, 40)))
                .allMatch(preview ->
                        preview.warnings().isEmpty() && !preview.fires().isEmpty());
    }

    @Test
    void a_window_is_read_by_the_clock() {
        var window = new DailyWindow(LocalTime.of(1, 0), LocalTime.of(4, 0), EnumSet.allOf(DayOfWeek.class));
        var rate = new Trigger.Every(Duration.ofHours(1), BERLIN, Optional.of(window), TriggerOptions.NONE);

        assertThat(preview(rate, SPRING, 3).warnings())
                .extracting(Warning::kind)
                .containsExactly(Kind.AFTER_GAP);
        assertThat(preview(rate, AUTUMN, 3).warnings())
                .extracting(Warning::kind)
                .containsExactly(Kind.FIRST_OF_TWO, Kind.SECOND_OF_TWO);
    }

    @Test
    void triggers_that_fall_together_are_shown_once() {
        var one = preview(cron("0 12 * * *", ClockChanges.BY_RULE), SPRING, 3);
        var other = preview(cron("0 */12 * * *", ClockChanges.BY_RULE), SPRING, 3);

        var merged = Preview.merged(List.of(one, other), 3);

        assertThat(merged.fires())
                .extracting(Instant::toString)
                .containsExactly("2027-03-27T23:00:00Z", "2027-03-28T10:00:00Z", "2027-03-28T22:00:00Z");
    }

    @Test
    void a_warning_says_in_english_and_chinese_what_the_clock_does() {
        var samoa = ZoneId.of("Pacific/Apia");

        assertThat(texts(new Warning(LEAP, Kind.AFTER_GAP, BERLIN)))
                .containsExactly(
                        "the clock leaps from 02:00 to 03:00: a time in between fires now",
                        "时钟从 02:00 跳到 03:00：其间的时刻在此触发");
        assertThat(texts(new Warning(LEAP, Kind.LOST_IN_GAP, BERLIN)))
                .containsExactly(
                        "the clock leaps from 02:00 to 03:00: a time in between doesn't fire",
                        "时钟从 02:00 跳到 03:00：其间的时刻不触发");
        assertThat(texts(new Warning(Instant.parse("2027-10-31T00:30:00Z"), Kind.FIRST_OF_TWO, BERLIN)))
                .containsExactly("the clock shows 02:30 twice: this is the first", "时钟两次显示 02:30：这是第一次");
        assertThat(texts(new Warning(Instant.parse("2027-10-31T01:30:00Z"), Kind.SECOND_OF_TWO, BERLIN)))
                .containsExactly("the clock shows 02:30 twice: this is the second", "时钟两次显示 02:30：这是第二次");
        assertThat(new Warning(Instant.parse("2011-12-30T10:00:00Z"), Kind.AFTER_GAP, samoa).text(Language.ENGLISH))
                .startsWith("the clock leaps from 2011-12-30T00:00 to 2011-12-31T00:00");
    }

    private static List<String> texts(Warning warning) {
        return List.of(warning.text(Language.ENGLISH), warning.text(Language.CHINESE));
    }

    private static Trigger cron(String expression, ClockChanges changes) {
        return new Trigger.Cron(expression, CronDialect.AUTO, BERLIN, changes, TriggerOptions.NONE);
    }

    private static Preview preview(Trigger trigger, Instant after, int count) {
        return Preview.of(trigger, new TriggerContext(Calendars.NONE, after, 1), after, count);
    }
}
