package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.Problem;
import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.OnHoliday;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.model.job.TriggerOptions.CalendarUse;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a trigger says besides when it fires, as the engine keeps to it. */
class TriggerOptionsTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    /** A Monday. */
    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);

    @BeforeEach
    void connectWorker() {
        node.worker("w1", "dev", 10).eager().join();
    }

    @Test
    void a_trigger_fires_between_its_start_and_its_end_and_so_often_at_most() {
        var job = TestingJob.named("bounded")
                .on(everyMinute(bounds(START.plusSeconds(150), START.plusSeconds(1_000), OptionalInt.of(4))));
        node.create(job.draft());

        node.advance(Duration.ofHours(1));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactlyElementsOf(
                        Fires.expected(START.plusSeconds(150), START.plusSeconds(360), second -> second % 60 == 0));
    }

    @Test
    void how_often_it_has_fired_is_known_after_restarts_and_edits() {
        var job = TestingJob.named("bounded").on(everyMinute(bounds(null, null, OptionalInt.of(5))));
        node.create(job.draft());
        node.advance(Duration.ofSeconds(130));
        node.crash();
        node.start();
        connectWorkerAgain();
        node.advance(Duration.ofSeconds(60));
        node.replace(job.priority(7).draft());

        node.advance(Duration.ofHours(1));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactlyElementsOf(Fires.expected(START, START.plusSeconds(300), second -> second % 60 == 0));
    }

    @Test
    void a_rate_with_a_start_counts_from_it() {
        var start = START.plusMillis(90_500);
        var options = new TriggerOptions(Duration.ZERO, bounds(start, null, OptionalInt.of(3)), Optional.empty());
        var job = TestingJob.named("rate").on(new Trigger.Every(Duration.ofMinutes(1), UTC, Optional.empty(), options));
        node.create(job.draft());

        node.advance(Duration.ofHours(1));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactly(start, start.plusSeconds(60), start.plusSeconds(120));
    }

    @Test
    void a_window_keeps_to_its_hours_and_days() {
        var window = new DailyWindow(LocalTime.of(9, 0), LocalTime.of(9, 50), EnumSet.of(DayOfWeek.TUESDAY));
        var job = TestingJob.named("office")
                .on(new Trigger.Every(
                        Duration.ofMinutes(20), ZoneId.of("Asia/Shanghai"), Optional.of(window), TriggerOptions.NONE));
        node.create(job.draft());

        node.advance(Duration.ofDays(7));

        assertThat(Fires.succeeded(store, job.key()))
                .extracting(Instant::toString)
                .containsExactly("2027-03-02T01:00:00Z", "2027-03-02T01:20:00Z", "2027-03-02T01:40:00Z");
    }

    @Test
    void a_choice_about_the_clocks_reaches_the_planner() {
        clock.set(Instant.parse("2027-03-27T12:00:00Z"));
        var skip = new ClockChanges(Optional.of(ClockChanges.Gap.SKIP), Optional.empty());
        var job = TestingJob.named("night")
                .on(new Trigger.Cron(
                        "30 2 * * *", CronDialect.UNIX, ZoneId.of("Europe/Berlin"), skip, TriggerOptions.NONE));
        node.create(job.draft());

        node.advance(Duration.ofDays(2));

        assertThat(Fires.succeeded(store, job.key())).containsExactly(Instant.parse("2027-03-29T00:30:00Z"));
    }

    @Test
    void a_delay_begins_with_its_start_and_ends_with_its_end() {
        var options = new TriggerOptions(
                Duration.ZERO,
                bounds(START.plusSeconds(100), START.plusSeconds(125), OptionalInt.empty()),
                Optional.empty());
        var job = TestingJob.named("paced").on(new Trigger.Delay(Duration.ofSeconds(10), options));
        node.create(job.draft());

        node.advance(Duration.ofHours(1));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactly(START.plusSeconds(100), START.plusSeconds(110), START.plusSeconds(120));
    }

    @Test
    void a_calendar_that_nobody_keeps_is_refused_at_its_place() {
        var use = Optional.of(new CalendarUse("working-days", OnHoliday.NEXT));
        var options = new TriggerOptions(Duration.ZERO, TriggerBounds.NONE, use);
        var job = TestingJob.named("lost").on(cron("0 9 * * *", ClockChanges.BY_RULE, options));

        assertThat(refusal(job))
                .isEqualTo(new Problem(
                        "/spec/triggers/0/calendar",
                        "unknown-calendar",
                        "calendar: there is no calendar 'working-days'"));
    }

    @Test
    void a_trigger_whose_end_has_passed_is_refused_there() {
        var job = TestingJob.named("over").on(everyMinute(bounds(null, START.minusSeconds(1), OptionalInt.empty())));

        assertThat(refusal(job).pointer()).isEqualTo("/spec/triggers/0/end");
        assertThat(refusal(job).code()).isEqualTo("never-fires");
    }

    @Test
    void a_choice_about_the_clocks_is_refused_where_time_only_elapses() {
        var skip = new ClockChanges(Optional.of(ClockChanges.Gap.SKIP), Optional.empty());
        var job = TestingJob.named("interval").on(cron("@every 1h", skip, TriggerOptions.NONE));

        assertThat(refusal(job).pointer()).isEqualTo("/spec/triggers/0/gap");
        assertThat(refusal(job).code()).isEqualTo("not-applicable");
    }

    private Problem refusal(TestingJob job) {
        var reply = node.ask(new Command.CreateJob(job.draft()));
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused) reply).problems().getFirst();
    }

    private void connectWorkerAgain() {
        node.worker("w2", "dev", 10).eager().join();
    }

    private static Trigger everyMinute(TriggerBounds bounds) {
        return cron("* * * * *", ClockChanges.BY_RULE, new TriggerOptions(Duration.ZERO, bounds, Optional.empty()));
    }

    private static Trigger cron(String expression, ClockChanges changes, TriggerOptions options) {
        return new Trigger.Cron(expression, CronDialect.AUTO, UTC, changes, options);
    }

    private static TriggerBounds bounds(@Nullable Instant start, @Nullable Instant end, OptionalInt maxCount) {
        return new TriggerBounds(Optional.ofNullable(start), Optional.ofNullable(end), maxCount);
    }
}
