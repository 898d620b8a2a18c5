package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggersTest {

    private static final Instant ANCHOR = Instant.parse("2027-01-01T00:00:00.250Z");

    @Test
    void a_fixed_rate_counts_whole_periods_from_its_anchor() {
        var schedule = Triggers.compile(new Trigger.Every(Duration.ofSeconds(90), Duration.ZERO), ANCHOR, 1);

        var first = schedule.next(ANCHOR);
        var muchLater = schedule.next(Instant.parse("2029-05-05T05:05:05Z"));

        assertThat(first).isEqualTo(Instant.parse("2027-01-01T00:01:30.250Z"));
        assertThat(muchLater).isEqualTo(Instant.parse("2029-05-05T05:06:00.250Z"));
        assertThat(schedule.next(Instant.MIN)).isEqualTo(first);
        assertThat(schedule.next(Instant.MAX)).isNull();
    }

    @Test
    void a_fixed_rate_has_no_drift_after_centuries() {
        var schedule = Triggers.compile(new Trigger.Every(Duration.ofMillis(700), Duration.ZERO), ANCHOR, 1);
        var centuries = Duration.ofMillis(700).multipliedBy(23_456_789_012L);

        var next = schedule.next(ANCHOR.plus(centuries).minusNanos(1));

        assertThat(next).isEqualTo(ANCHOR.plus(centuries));
    }

    @Test
    void a_fixed_delay_has_its_first_fire_one_pause_after_the_anchor() {
        var schedule = Triggers.compile(new Trigger.Delay(Duration.ofSeconds(30), Duration.ZERO), ANCHOR, 1);

        assertThat(Fires.of(schedule, ANCHOR, 5)).containsExactly(ANCHOR.plusSeconds(30));
    }

    @Test
    void an_instant_fires_once() {
        var schedule = Triggers.compile(new Trigger.At(ANCHOR, Duration.ZERO), Instant.EPOCH, 1);

        assertThat(Fires.of(schedule, Instant.EPOCH, 5)).containsExactly(ANCHOR);
        assertThat(schedule.next(ANCHOR)).isNull();
    }

    @Test
    void every_in_a_cron_counts_from_the_anchor() {
        var trigger = new Trigger.Cron("@every 90s", CronDialect.AUTO, ZoneOffset.UTC, Duration.ZERO);

        var fires = Fires.of(Triggers.compile(trigger, ANCHOR, 1), ANCHOR, 2);

        assertThat(fires).containsExactly(ANCHOR.plusSeconds(90), ANCHOR.plusSeconds(180));
    }

    @ParameterizedTest(name = "{0} with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            0 0 0 * * ?     | PT10M
            0 * * * * ?     | PT10S
            0 * * * * ?     | PT1M
            0 * * * * ?     | PT2H
            * * * * * ?     | PT1H
            0,1,2 0 * * * ? | PT30M
            0-29 0 * * * ?  | PT30M
            0 0 0 1 1 ?     | P3D
            """)
    void jitter_delays_every_fire_by_less_than_itself_and_keeps_their_order_and_number(
            String expression, Duration jitter) {
        var plain = Triggers.compile(cron(expression, Duration.ZERO), ANCHOR, 7);
        var jittered = Triggers.compile(cron(expression, jitter), ANCHOR, 7);
        var start = Instant.parse("2026-12-31T23:59:59.999Z").minus(jitter);

        var wanted = Fires.of(plain, start, 400);
        var fires = Fires.of(jittered, wanted.getFirst().minusMillis(1), 400).stream()
                .filter(fire -> !fire.isBefore(wanted.getFirst()))
                .toList();

        assertThat(fires).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            assertThat(fires.get(i))
                    .isBetween(wanted.get(i), wanted.get(i).plus(jitter).minusNanos(1));
        }
        assertThat(fires).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_jittered_fire_is_the_same_wherever_the_question_starts() {
        var schedule = Triggers.compile(cron("*/7 * * * * ?", Duration.ofMinutes(5)), ANCHOR, 99);
        List<Instant> inOrder = Fires.of(schedule, ANCHOR, 300);

        for (int i = 1; i < inOrder.size(); i++) {
            var justBefore = schedule.next(inOrder.get(i).minusNanos(1));
            var justAfterThePrevious = schedule.next(inOrder.get(i - 1).plusNanos(1));

            assertThat(justBefore).isEqualTo(inOrder.get(i));
            assertThat(justAfterThePrevious).isEqualTo(inOrder.get(i));
        }
    }

    @Test
    void jitter_spreads_the_fires_of_many_jobs_over_its_whole_span() {
        Set<Long> minutes = new HashSet<>();

        for (long job = 0; job < 1_000; job++) {
            var schedule = Triggers.compile(cron("0 0 0 * * ?", Duration.ofMinutes(10)), ANCHOR, job);
            var fire = schedule.next(Instant.parse("2027-01-02T12:00:00Z"));
            minutes.add(fire == null ? -1 : fire.getEpochSecond() / 60 % 1440);
        }

        assertThat(minutes).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-PT1S", "P4000D"})
    void a_jitter_out_of_range_is_refused(Duration jitter) {
        var refusal = catchThrowableOfType(
                ScheduleException.class, () -> Triggers.compile(new Trigger.At(ANCHOR, jitter), ANCHOR, 1));

        assertThat(refusal.code()).isEqualTo("jitter-range");
    }

    @Test
    void a_hash_gives_one_job_one_minute_and_many_jobs_every_minute() {
        Set<Long> minutes = new HashSet<>();

        for (long job = 0; job < 2_000; job++) {
            minutes.add(minuteOf("H * * * *", job));
            assertThat(minuteOf("H * * * *", job)).isEqualTo(minuteOf("H * * * *", job));
            assertThat(minuteOf("H(10-19) * * * *", job)).isBetween(10L, 19L);
        }

        assertThat(minutes).hasSize(60);
    }

    @Test
    void a_hash_with_a_step_begins_within_the_first_step() {
        for (long job = 0; job < 100; job++) {
            var schedule =
                    CronExpression.parse("H/15 * * * *", CronDialect.AUTO, job).in(ZoneOffset.UTC, ANCHOR);

            var fires = Fires.of(schedule, Instant.parse("2027-01-01T00:59:59Z"), 5);

            assertThat(fires.getFirst()).isBefore(Instant.parse("2027-01-01T01:15:00Z"));
            assertThat(Duration.between(fires.get(0), fires.get(1))).isEqualTo(Duration.ofMinutes(15));
            assertThat(fires.get(4)).isEqualTo(fires.getFirst().plus(Duration.ofHours(1)));
        }
    }

    @Test
    void a_hashed_day_exists_in_every_month() {
        for (long job = 0; job < 100; job++) {
            var schedule =
                    CronExpression.parse("H H H * *", CronDialect.AUTO, job).in(ZoneOffset.UTC, ANCHOR);

            var fires = Fires.of(schedule, Instant.parse("2027-01-01T00:00:00Z").minusSeconds(1), 12);

            assertThat(fires.getLast()).isBefore(Instant.parse("2028-01-01T00:00:00Z"));
        }
    }

    @Test
    void many_threads_may_ask_one_schedule_about_different_times() throws Exception {
        var schedule = CronExpression.parse("30 2 * * *", CronDialect.AUTO).in(ZoneId.of("Europe/Berlin"), ANCHOR);
        var starts = IntStream.range(0, 40)
                .mapToObj(year -> Instant.parse((2000 + year) + "-03-20T00:00:00Z"))
                .toList();
        var alone = starts.stream().map(start -> Fires.of(schedule, start, 300)).toList();

        List<Future<List<Instant>>> together = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            starts.forEach(start -> together.add(threads.submit(() -> Fires.of(schedule, start, 300))));
        }

        for (int i = 0; i < starts.size(); i++) {
            assertThat(together.get(i).get()).isEqualTo(alone.get(i));
        }
    }

    private static long minuteOf(String expression, long job) {
        var fire = CronExpression.parse(expression, CronDialect.AUTO, job).next(ANCHOR, ZoneOffset.UTC);
        return fire == null ? -1 : fire.getEpochSecond() / 60 % 60;
    }

    private static Trigger cron(String expression, Duration jitter) {
        return new Trigger.Cron(expression, CronDialect.AUTO, ZoneOffset.UTC, jitter);
    }
}
