package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Misfire.Policy;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to fires that were missed while no scheduler was there. */
class MisfireTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    /** Down from 00:00:30.5 to 00:10:30.5; the fires of every minute in between are missed, those of :31 … :35 were recorded. */
    private static final Duration UP = Duration.ofMillis(30_500);

    private static final Duration DOWN = Duration.ofMinutes(10);
    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 100).eager().join();

    @Test
    void fire_once_runs_the_latest_and_records_the_others_as_skipped() {
        var job = minutely(Policy.FIRE_ONCE, 100, null);

        goDown(job);

        assertThat(Fires.succeeded(store, job.key())).containsExactly(minute(10));
        assertThat(Fires.skipped(store, job.key())).containsExactlyElementsOf(minutes(1, 9));
        assertThat(Fires.ofJob(store, job.key()))
                .filteredOn(run -> run.scheduledAt().equals(minute(10)))
                .allMatch(run -> run.cause() instanceof Cause.CaughtUp);
    }

    @Test
    void fire_all_runs_the_latest_up_to_its_limit_and_records_the_others_as_skipped() {
        var job = minutely(Policy.FIRE_ALL, 4, null);

        goDown(job);

        assertThat(Fires.succeeded(store, job.key())).containsExactlyElementsOf(minutes(7, 10));
        assertThat(Fires.skipped(store, job.key())).containsExactlyElementsOf(minutes(1, 6));
    }

    @Test
    void fire_all_counts_what_was_recorded_ahead_of_the_outage_too() {
        var job = TestingJob.named("busy").cron("* * * * * ?").misfire(Policy.FIRE_ALL, 4, null);

        goDown(job);

        var downAt = START.plus(UP);
        var upAt = downAt.plus(DOWN);
        assertThat(Fires.succeeded(store, job.key()))
                .filteredOn(fire -> fire.isAfter(downAt) && !fire.isAfter(upAt))
                .containsExactlyElementsOf(Fires.expected(upAt.minusSeconds(4), upAt, _ -> true));
        assertThat(Fires.succeeded(store, job.key()))
                .filteredOn(fire -> fire.isAfter(upAt))
                .containsExactlyElementsOf(Fires.expected(upAt, clock.instant(), _ -> true));
    }

    @ParameterizedTest(name = "at most {0}")
    @CsvSource({"8, 2", "9, 1", "10, 0", "100, 0"})
    void fire_all_runs_what_was_recorded_ahead_if_there_is_room_behind_the_later_ones(int max, int left) {
        var job = TestingJob.named("busy").cron("31 * * * * ?").misfire(Policy.FIRE_ALL, max, null);

        goDown(job);

        var first = START.plusSeconds(31);
        assertThat(Fires.skipped(store, job.key()))
                .containsExactlyElementsOf(
                        Fires.expected(START, first.plusSeconds(60L * (left - 1)), second -> second % 60 == 31));
        assertThat(Fires.succeeded(store, job.key())).hasSize(11 - left);
    }

    @Test
    void skip_runs_none_and_records_each() {
        var job = minutely(Policy.SKIP, 100, null);

        goDown(job);

        assertThat(Fires.succeeded(store, job.key())).isEmpty();
        assertThat(Fires.skipped(store, job.key())).containsExactlyElementsOf(minutes(1, 10));
        assertThat(Fires.ofJob(store, job.key()))
                .allMatch(run ->
                        run.state() instanceof RunState.Skipped skipped && skipped.reason() == SkipReason.MISFIRE);
    }

    @Test
    void fires_missed_by_more_than_the_bound_are_skipped_whatever_the_policy() {
        var job = minutely(Policy.FIRE_ALL, 100, Duration.ofMinutes(3));

        goDown(job);

        assertThat(Fires.succeeded(store, job.key())).containsExactlyElementsOf(minutes(8, 10));
        assertThat(Fires.skipped(store, job.key())).containsExactlyElementsOf(minutes(1, 7));
    }

    @Test
    void after_a_caught_up_fire_the_schedule_simply_goes_on() {
        var job = minutely(Policy.FIRE_ONCE, 100, null);
        goDown(job);

        node.advance(Duration.ofMinutes(3));

        assertThat(Fires.succeeded(store, job.key())).containsExactlyElementsOf(minutes(10, 13));
    }

    @Test
    void many_skips_are_summed_up_in_one_record_that_says_how_many() {
        var job = TestingJob.named("busy").cron("* * * * * ?").misfire(Policy.FIRE_ONCE, 100, null);

        goDown(job);

        var summed = Fires.ofJob(store, job.key()).stream()
                .map(Run::state)
                .filter(state -> state instanceof RunState.Skipped skipped && skipped.count() > 1)
                .map(RunState.Skipped.class::cast)
                .toList();
        assertThat(summed).hasSize(1);
        long single = Fires.skipped(store, job.key()).size() - 1L;
        long ran = Fires.succeeded(store, job.key()).size();
        long pending = Fires.ofJob(store, job.key()).stream()
                .filter(run -> run.state() instanceof RunState.Pending)
                .count();
        var lastRecorded = Fires.recorded(store, job.key(), Instant.MAX).getLast();
        assertThat(single + ran + pending + summed.getFirst().count())
                .isEqualTo(Duration.between(START, lastRecorded).toSeconds());
    }

    @Test
    void a_fire_that_was_recorded_ahead_and_missed_gives_way_to_a_later_one() {
        var job = TestingJob.named("busy").cron("31 * * * * ?").misfire(Policy.FIRE_ONCE, 100, null);

        goDown(job);

        var onTime = START.plusSeconds(31 + 10 * 60);
        assertThat(Fires.succeeded(store, job.key())).containsExactly(START.plusSeconds(31 + 9 * 60), onTime);
        assertThat(Fires.skipped(store, job.key()))
                .containsExactlyElementsOf(
                        Fires.expected(START, START.plusSeconds(31 + 8 * 60), second -> second % 60 == 31));
    }

    @Test
    void a_fire_that_was_recorded_ahead_and_missed_is_skipped_where_the_policy_says_so() {
        var job = TestingJob.named("busy").cron("31 * * * * ?").misfire(Policy.SKIP, 100, null);

        goDown(job);

        var onTime = START.plusSeconds(31 + 10 * 60);
        assertThat(Fires.succeeded(store, job.key())).containsExactly(onTime);
        assertThat(Fires.skipped(store, job.key())).hasSize(10);
    }

    @Test
    void a_fire_that_was_recorded_ahead_and_missed_runs_where_there_is_no_later_one() {
        var job = TestingJob.named("rare").cron("31 0 0 * * ?").misfire(Policy.FIRE_ONCE, 100, null);

        goDown(job);

        assertThat(Fires.succeeded(store, job.key())).containsExactly(START.plusSeconds(31));
        assertThat(Fires.skipped(store, job.key())).isEmpty();
    }

    @Test
    void a_short_downtime_is_lateness_and_no_misfire() {
        var job = TestingJob.named("busy").cron("* * * * * ?").misfire(Policy.SKIP, 100, null);
        node.create(job.draft());
        node.advance(UP);
        node.crash();
        clock.turn(Duration.ofSeconds(20));

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(10));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
        assertThat(Fires.skipped(store, job.key())).isEmpty();
    }

    private TestingJob minutely(Policy policy, int max, @Nullable Duration within) {
        return TestingJob.named("minutely").cron("0 * * * * ?").misfire(policy, max, within);
    }

    private void goDown(TestingJob job) {
        node.create(job.draft());
        node.advance(UP);
        node.crash();
        clock.turn(DOWN);
        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(4));
    }

    private static Instant minute(int number) {
        return START.plusSeconds(60L * number);
    }

    private static List<Instant> minutes(int first, int last) {
        return Fires.expected(minute(first).minusSeconds(1), minute(last), second -> second % 60 == 0);
    }
}
