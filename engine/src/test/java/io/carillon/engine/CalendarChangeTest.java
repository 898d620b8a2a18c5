package io.carillon.engine;

import static io.carillon.engine.testing.TestingResource.calendar;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.OnHoliday;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs whose triggers name a calendar: they follow its changes at once, and nothing fires twice or is lost for it. */
class CalendarChangeTest {

    /** A Friday. */
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private static final Duration HALF = Duration.ofMillis(10_500);
    private static final CalendarRule WEEKDAYS =
            new CalendarRule.Weekdays(Effect.INCLUDE, EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 100).eager().join();
    private final TestingJob busy = TestingJob.named("busy").on(everySecond("work"));

    @Test
    void a_trigger_fires_only_on_the_days_of_its_calendar() {
        node.put(calendar("work", WEEKDAYS));
        var daily = TestingJob.named("daily").on(cron("0 0 9 * * ?", "work", OnHoliday.SKIP));
        node.create(daily.draft());

        node.advance(Duration.ofDays(10));

        assertThat(Fires.succeeded(store, daily.key()))
                .extracting(fire -> fire.atZone(ZoneOffset.UTC).getDayOfMonth())
                .containsExactly(1, 4, 5, 6, 7, 8);
    }

    @Test
    void a_saturday_that_is_worked_fires() {
        node.put(calendar("work", WEEKDAYS, excluded("2027-01-01"), included("2027-01-02")));
        var daily = TestingJob.named("daily").on(cron("0 0 9 * * ?", "work", OnHoliday.SKIP));
        node.create(daily.draft());

        node.advance(Duration.ofDays(4));

        assertThat(Fires.succeeded(store, daily.key()))
                .extracting(fire -> fire.atZone(ZoneOffset.UTC).getDayOfMonth())
                .containsExactly(2, 4);
    }

    @Test
    void a_fire_of_a_holiday_comes_on_the_next_day_that_counts() {
        node.put(calendar("work", WEEKDAYS));
        var daily = TestingJob.named("daily").on(cron("0 0 9 2 * ?", "work", OnHoliday.NEXT));
        node.create(daily.draft());

        node.advance(Duration.ofDays(5));

        assertThat(Fires.succeeded(store, daily.key())).containsExactly(Instant.parse("2027-01-04T09:00:00Z"));
    }

    @Test
    void fires_that_a_change_takes_out_do_not_happen_once_it_is_acknowledged() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        node.advance(Duration.ofSeconds(20));

        assertFiresEachSecond(30, second -> second < 13 || second >= 20);
    }

    @Test
    void fires_that_a_change_lets_in_happen_even_among_those_that_were_recorded() {
        node.put(calendar("work", WEEKDAYS, frozen(5, 3_600)));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("work", WEEKDAYS, frozen(5, 11)));
        node.advance(Duration.ofSeconds(20));

        assertFiresEachSecond(30, second -> second < 5 || second >= 11);
    }

    @Test
    void a_change_far_away_costs_the_jobs_that_use_it_no_write() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("work", WEEKDAYS, excluded("2027-06-01")));

        assertThat(store.batches().getLast().writes())
                .noneMatch(write -> write instanceof Write.WithdrawFires || write instanceof Write.InsertRun);
        node.advance(Duration.ofSeconds(20));
        assertFiresEachSecond(30, _ -> true);
    }

    @Test
    void a_change_is_one_batch_with_what_follows_from_it() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("work", WEEKDAYS, frozen(13, 20)));

        assertThat(store.batches().getLast().writes())
                .hasAtLeastOneElementOfType(Write.PutResource.class)
                .hasAtLeastOneElementOfType(Write.WithdrawFires.class)
                .hasAtLeastOneElementOfType(Write.InsertRun.class);
    }

    @Test
    void a_crash_before_the_commit_leaves_calendar_and_fires_as_they_were() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.crashBeforeCommit(node.commits() + 1);
        node.send(new Command.PutResource(calendar("work", WEEKDAYS, frozen(13, 20)), null));
        boolean crashed = node.crashed();
        node.start();
        node.worker("w2", "dev", 100).eager().join();
        node.advance(Duration.ofSeconds(20));

        assertThat(crashed).isTrue();
        assertThat(recorded(30)).containsExactlyElementsOf(expected(30, _ -> true));
    }

    @Test
    void a_crash_after_the_commit_leaves_calendar_and_fires_changed() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.crashAfterCommit(node.commits() + 1);
        node.send(new Command.PutResource(calendar("work", WEEKDAYS, frozen(13, 20)), null));
        boolean crashed = node.crashed();
        node.start();
        node.worker("w2", "dev", 100).eager().join();
        node.advance(Duration.ofSeconds(20));

        assertThat(crashed).isTrue();
        assertThat(recorded(30)).containsExactlyElementsOf(expected(30, second -> second < 13 || second >= 20));
    }

    @Test
    void a_new_owner_knows_no_fire_before_the_change_that_let_it_in() {
        node.put(calendar("work", new CalendarRule.Dates(Effect.INCLUDE, Set.of(LocalDate.of(2027, 3, 1)))));
        node.create(busy.draft());
        node.advance(Duration.ofHours(3));

        node.put(calendar("work", WEEKDAYS));
        node.crash();
        node.start();
        node.advance(Duration.ofSeconds(10));

        assertThat(store.runs())
                .isNotEmpty()
                .allMatch(run -> run.scheduledAt().isAfter(START.plus(Duration.ofHours(3))));
    }

    @Test
    void a_job_that_names_a_calendar_survives_a_restart() {
        node.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        node.create(busy.draft());
        node.advance(HALF);

        node.crash();
        node.start();
        node.worker("w2", "dev", 100).eager().join();
        node.advance(Duration.ofSeconds(20));

        assertThat(recorded(30)).containsExactlyElementsOf(expected(30, second -> second < 13 || second >= 20));
    }

    @Test
    void an_owner_that_took_over_follows_the_next_change() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);
        var other = new TestingNode(store, clock, new NodeId("node-2"), 1, Settings.DEFAULT).startOwning();
        other.takeOver(new TreeSet<>(Set.of(new Partition(0))));
        other.worker("w2", "dev", 100).eager().join();

        other.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        other.advance(Duration.ofSeconds(20));

        assertThat(recorded(30)).containsExactlyElementsOf(expected(30, second -> second < 13 || second >= 20));
    }

    @Test
    void a_change_reaches_jobs_through_the_calendars_that_are_made_of_it() {
        node.put(calendar("holidays", new CalendarRule.Dates(Effect.INCLUDE, Set.of(LocalDate.of(2027, 5, 1)))));
        node.put(calendar("national", WEEKDAYS, new CalendarRule.Use(Effect.EXCLUDE, "holidays")));
        node.put(calendar("work", new CalendarRule.Use(Effect.INCLUDE, "national")));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("holidays", new CalendarRule.Period(Effect.INCLUDE, at(13), at(20))));
        node.advance(Duration.ofSeconds(20));

        assertFiresEachSecond(30, second -> second < 13 || second >= 20);
    }

    @Test
    void jobs_in_every_partition_follow() {
        var wide = new TestingStore(clock);
        var many = new TestingNode(wide, clock, 8, Settings.DEFAULT).start().declare("dev");
        many.worker("w", "dev", 1_000).eager().join();
        many.put(calendar("work", WEEKDAYS));
        for (int i = 0; i < 16; i++) {
            many.create(TestingJob.named("busy-" + i).on(everySecond("work")).draft());
        }
        many.advance(HALF);

        many.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        many.advance(Duration.ofSeconds(20));

        for (int i = 0; i < 16; i++) {
            assertThat(Fires.recorded(wide, JobKey.of("default", "busy-" + i), START.plusSeconds(30)))
                    .containsExactlyElementsOf(expected(30, second -> second < 13 || second >= 20));
        }
    }

    @Test
    void a_job_whose_partition_is_taken_before_its_calendar_s_loses_no_fire() {
        var wide = new TestingStore(clock);
        var first = new TestingNode(wide, clock, 8, Settings.DEFAULT).start().declare("dev");
        first.put(calendar("work", WEEKDAYS));
        TestingJob away = awayFromHome("work", 8);
        first.create(away.draft());
        first.advance(HALF);
        first.crash();

        first.startOwning(Partition.of(away.key(), 8));
        first.advance(Duration.ofSeconds(5));
        first.takeOver(
                new TreeSet<>(Set.of(Partition.of(calendar("work", WEEKDAYS).key(), 8))));
        first.advance(Duration.ofSeconds(5));

        assertThat(Fires.recorded(wide, away.key(), START.plusSeconds(20)))
                .containsExactlyElementsOf(expected(20, _ -> true));
    }

    @Test
    void a_job_follows_a_calendar_that_another_node_has_changed_once_it_reads_that() {
        var shared = new TestingStore(clock);
        TestingJob away = awayFromHome("work", 8);
        Partition home = Partition.of(calendar("work", WEEKDAYS).key(), 8);
        var owner = new TestingNode(shared, clock, new NodeId("owner"), 8, Settings.DEFAULT).startOwning(home);
        owner.put(calendar("work", WEEKDAYS));
        var user = new TestingNode(shared, clock, new NodeId("user"), 8, Settings.DEFAULT)
                .startOwning(Partition.of(away.key(), 8))
                .declare("dev");
        user.create(away.draft());
        user.advance(HALF);

        owner.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        user.readResources();
        user.advance(Duration.ofSeconds(20));

        assertThat(Fires.recorded(shared, away.key(), START.plusSeconds(30)))
                .containsExactlyElementsOf(expected(30, second -> second < 13 || second >= 20));
    }

    @Test
    void what_a_node_owns_it_knows_better_than_what_it_read() {
        node.holdCommits();
        CommandId put = node.send(new Command.PutResource(calendar("work", WEEKDAYS), null));
        node.readResources();
        CommandId create = node.send(new Command.CreateJob(busy.draft()));

        node.releaseCommits();

        assertThat(node.reply(put)).get().isInstanceOf(Reply.ResourceSaved.class);
        assertThat(node.reply(create)).get().isInstanceOf(Reply.JobSaved.class);
    }

    /** A job with another home than the calendar that it names. */
    private static TestingJob awayFromHome(String calendar, int partitions) {
        Partition home = Partition.of(calendar(calendar, WEEKDAYS).key(), partitions);
        return IntStream.range(0, 100)
                .mapToObj(number -> TestingJob.named("away-" + number).on(everySecond(calendar)))
                .filter(job -> !Partition.of(job.key(), partitions).equals(home))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void other_triggers_and_requests_of_a_job_stay_as_they_are() {
        node.put(calendar("work", WEEKDAYS));
        var mixed = TestingJob.named("mixed")
                .on(everySecond("work"))
                .cron("*/2 * * * * ?")
                .delay(Duration.ofSeconds(4));
        node.create(mixed.draft());
        node.advance(HALF);
        List<Run> before = ofTrigger(mixed, 2);
        Run requested = node.trigger(mixed.key(), START.plusSeconds(14));

        node.put(calendar("work", WEEKDAYS, frozen(11, 3_600)));
        node.advance(Duration.ofSeconds(10));

        assertThat(ofTrigger(mixed, 0)).hasSize(10);
        assertThat(ofTrigger(mixed, 1).stream()
                        .map(Run::scheduledAt)
                        .filter(fire -> !fire.isAfter(START.plusSeconds(20))))
                .containsExactlyElementsOf(expected(20, second -> second % 2 == 0));
        assertThat(ofTrigger(mixed, 2))
                .containsAll(before.stream()
                        .filter(run -> run.state() instanceof RunState.Final)
                        .toList());
        assertThat(ofTrigger(mixed, 2)).hasSizeGreaterThan(before.size()).doesNotHaveDuplicates();
        assertThat(store.run(requested.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_paused_job_resumes_by_the_calendar_as_it_is_then() {
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);
        node.pause(busy.key());

        node.put(calendar("work", WEEKDAYS, frozen(13, 20)));
        node.advance(Duration.ofSeconds(5));
        node.resume(busy.key());
        node.advance(Duration.ofSeconds(10));

        assertThat(Fires.succeeded(store, busy.key()))
                .containsExactlyElementsOf(expected(25, second -> second <= 10 || second >= 20));
    }

    @Test
    void what_is_due_when_the_calendar_changes_stays() {
        worker.leave();
        node.put(calendar("work", WEEKDAYS));
        node.create(busy.draft());
        node.advance(HALF);

        node.put(calendar("work", WEEKDAYS, frozen(0, 3_600)));
        node.worker("w2", "dev", 100).eager().join();
        node.advance(Duration.ofSeconds(10));

        assertThat(Fires.succeeded(store, busy.key())).containsExactlyElementsOf(expected(10, _ -> true));
    }

    @Test
    void a_job_that_names_an_unknown_calendar_is_refused_with_the_one_that_was_meant() {
        node.put(calendar("work", WEEKDAYS));
        var wrong = TestingJob.named("wrong").on(everySecond("wrok"));

        Reply reply = node.ask(new Command.CreateJob(wrong.draft()));

        assertThat(problems(reply))
                .singleElement()
                .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/spec/triggers/0/calendar"))
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("unknown-calendar"))
                .satisfies(problem -> assertThat(problem.message()).contains("did you mean 'work'?"));
    }

    @Test
    void a_calendar_that_a_job_or_another_calendar_names_stays() {
        node.put(calendar("work", WEEKDAYS));
        node.put(calendar("more", new CalendarRule.Use(Effect.INCLUDE, "work")));
        node.create(busy.draft());

        Reply reply =
                node.ask(new Command.DeleteResource(calendar("work", WEEKDAYS).key(), null));

        assertThat(((Reply.Refused) reply).message())
                .isEqualTo("calendar default/work is used by job default/busy, calendar default/more");
    }

    @Test
    void a_calendar_that_names_an_unknown_one_or_itself_is_refused_at_that_rule() {
        node.put(calendar("work", WEEKDAYS));

        Reply unknown = put(calendar("new", WEEKDAYS, new CalendarRule.Use(Effect.EXCLUDE, "wrok")));
        Reply itself = put(calendar("new", new CalendarRule.Use(Effect.INCLUDE, "new")));

        assertThat(problems(unknown))
                .containsExactly(new Problem(
                        "/spec/rules/1/exclude/calendar",
                        "unknown-calendar",
                        "calendar: there is no calendar 'wrok'; did you mean 'work'?"));
        assertThat(problems(itself))
                .containsExactly(new Problem(
                        "/spec/rules/0/include/calendar",
                        "calendar-nesting",
                        "calendar: calendars use each other in a circle: new → new"));
    }

    @Test
    void a_circle_of_calendars_is_refused_where_it_would_close() {
        node.put(calendar("one", WEEKDAYS));
        node.put(calendar("two", new CalendarRule.Use(Effect.INCLUDE, "one")));
        node.put(calendar("three", new CalendarRule.Use(Effect.INCLUDE, "two")));

        Reply closing = put(calendar("one", WEEKDAYS, new CalendarRule.Use(Effect.EXCLUDE, "three")));

        assertThat(problems(closing))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .endsWith("in a circle: three → two → one → three");
    }

    @Test
    void a_change_that_would_make_another_calendar_too_large_is_refused() {
        node.put(calendar("small", WEEKDAYS));
        CalendarRule[] uses = new CalendarRule[100];
        Arrays.fill(uses, new CalendarRule.Use(Effect.INCLUDE, "small"));
        node.put(calendar("large", uses));

        Reply reply = put(calendar("small", WEEKDAYS, excluded("2027-01-01"), excluded("2027-01-03")));

        assertThat(problems(reply))
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .startsWith("for calendar default/large: ")
                .endsWith("more than 300 rules");
    }

    private Reply put(ResourceDraft draft) {
        return node.ask(new Command.PutResource(draft, null));
    }

    private List<Run> ofTrigger(TestingJob job, int trigger) {
        return store.runs().stream()
                .filter(run -> run.job().equals(job.key()) && run.cause().equals(new Cause.Fired(trigger)))
                .toList();
    }

    private void assertFiresEachSecond(int seconds, LongPredicate which) {
        assertThat(recorded(seconds)).containsExactlyElementsOf(expected(seconds, which));
        assertThat(Fires.succeeded(store, busy.key())).containsExactlyElementsOf(expected(seconds, which));
    }

    private List<Instant> recorded(int seconds) {
        return Fires.recorded(store, busy.key(), START.plusSeconds(seconds));
    }

    private static List<Instant> expected(int seconds, LongPredicate which) {
        return Fires.expected(START, START.plusSeconds(seconds), second -> which.test(second - START.getEpochSecond()));
    }

    private static List<Problem> problems(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return ((Reply.Refused) reply).problems();
    }

    private static Trigger everySecond(String calendar) {
        return cron("* * * * * ?", calendar, OnHoliday.SKIP);
    }

    private static Trigger cron(String expression, String calendar, OnHoliday onHoliday) {
        var use = new TriggerOptions.CalendarUse(calendar, onHoliday);
        var options = new TriggerOptions(Duration.ZERO, TriggerBounds.NONE, Optional.of(use));
        return new Trigger.Cron(expression, CronDialect.AUTO, ZoneOffset.UTC, ClockChanges.BY_RULE, options);
    }

    private static CalendarRule frozen(int from, int to) {
        return new CalendarRule.Period(Effect.EXCLUDE, at(from), at(to));
    }

    private static LocalDateTime at(int second) {
        return LocalDateTime.ofInstant(START.plusSeconds(second), ZoneOffset.UTC);
    }

    private static CalendarRule excluded(String date) {
        return new CalendarRule.Dates(Effect.EXCLUDE, Set.of(LocalDate.parse(date)));
    }

    private static CalendarRule included(String date) {
        return new CalendarRule.Dates(Effect.INCLUDE, Set.of(LocalDate.parse(date)));
    }
}
