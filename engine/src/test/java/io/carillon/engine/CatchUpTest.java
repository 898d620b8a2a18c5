package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.Partition;
import io.carillon.model.job.Misfire.Policy;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** So many fires were missed that looking at them would make a step long. */
class CatchUpTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final int PARTITIONS = 16;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node =
            new TestingNode(store, clock, PARTITIONS, Settings.DEFAULT).start().declare("dev");

    /** With an end, its fires can't be counted without a look at each. */
    private final TestingJob dense =
            TestingJob.named("dense").on(every(Optional.of(START.plus(Duration.ofDays(3650)))));

    @Test
    void very_many_missed_fires_are_looked_through_in_many_steps_and_summed_up_in_one_record() {
        goDown(dense, Duration.ofDays(1));
        boolean busy = node.core().isCatchingUp();
        int before = node.steps();

        node.advance(Duration.ofSeconds(1));

        assertThat(busy).isTrue();
        assertThat(node.core().isCatchingUp()).isFalse();
        assertThat(node.steps() - before).isGreaterThan(80);
        assertThat(summaries(dense)).hasSize(1);
        assertEachFireIsAccountedForOnce(dense);
    }

    @Test
    void nothing_of_the_partition_is_recorded_before_all_have_been_seen_and_a_crash_begins_anew() {
        goDown(dense, Duration.ofDays(1));
        int runs = Fires.ofJob(store, dense.key()).size();
        Instant watermark = watermark(dense);
        for (int i = 0; i < 20; i++) {
            node.deliver(new Event.Tick());
        }

        boolean busy = node.core().isCatchingUp();
        int runsMeanwhile = Fires.ofJob(store, dense.key()).size();
        Instant watermarkMeanwhile = watermark(dense);
        node.crash();
        node.start();
        node.advance(Duration.ofSeconds(1));

        assertThat(busy).isTrue();
        assertThat(runsMeanwhile).isEqualTo(runs);
        assertThat(watermarkMeanwhile).isEqualTo(watermark);
        assertThat(summaries(dense)).hasSize(1);
        assertEachFireIsAccountedForOnce(dense);
    }

    @Test
    void other_partitions_go_on_meanwhile() {
        var other = TestingJob.named("other").every(Duration.ofSeconds(1));
        assertThat(partitionOf(other)).isNotEqualTo(partitionOf(dense));
        node.create(other.draft());

        goDown(dense, Duration.ofDays(1));

        assertThat(node.core().isCatchingUp()).isTrue();
        assertThat(Fires.recorded(store, other.key(), Instant.MAX).getLast()).isAfter(clock.instant());
    }

    @Test
    void who_missed_many_in_the_same_turn_is_not_kept_waiting_by_who_missed_more() {
        var fewer = TestingJob.named("other").on(every(Optional.of(START.plus(Duration.ofDays(3650)))));
        goDown(dense, Duration.ofDays(1));
        node.create(fewer.draft());
        node.crash();
        clock.turn(Duration.ofHours(1));
        node.start();
        for (int i = 0; i < 12; i++) {
            node.deliver(new Event.Tick());
        }

        assertThat(node.core().isCatchingUp()).isTrue();
        assertEachFireIsAccountedForOnce(fewer);
    }

    @Test
    void a_definition_does_not_change_before_its_missed_fires_are_seen() {
        goDown(dense, Duration.ofDays(1));

        var paused = node.ask(new Command.PauseJob(dense.key()));
        var deleted = node.ask(new Command.DeleteJob(dense.key(), null));
        var replaced = node.ask(new Command.ReplaceJob(dense.draft(), null));
        var run = node.trigger(dense.key());
        node.advance(Duration.ofSeconds(1));
        node.pause(dense.key());

        assertThat(List.of(paused, deleted, replaced)).containsOnly(Reply.CATCHING_UP);
        assertThat(Fires.ofJob(store, dense.key())).extracting(Run::id).contains(run.id());
        assertEachFireIsAccountedForOnce(dense);
    }

    @Test
    void all_that_are_to_be_caught_up_are_whatever_number_was_looked_at_before() {
        goDown(dense.misfire(Policy.FIRE_ALL, 25_000, null), Duration.ofHours(2));

        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.ofJob(store, dense.key()))
                .filteredOn(run -> run.cause() instanceof Cause.CaughtUp)
                .hasSize(25_000);
        assertThat(summaries(dense)).hasSize(1);
        assertEachFireIsAccountedForOnce(dense);
    }

    @Test
    void fires_that_can_be_counted_are_not_looked_at_one_by_one() {
        var countable = TestingJob.named("countable").on(every(Optional.empty()));

        goDown(countable, Duration.ofDays(365));

        assertThat(node.core().isCatchingUp()).isFalse();
        assertThat(summaries(countable)).hasSize(1);
        assertThat(summaries(countable).getFirst().count()).isGreaterThan(315_000_000);
        assertEachFireIsAccountedForOnce(countable);
    }

    @Test
    void of_fires_that_can_be_counted_as_many_run_as_the_policy_says() {
        var countable = TestingJob.named("countable").on(every(Optional.empty()));

        goDown(countable.misfire(Policy.FIRE_ALL, 300, Duration.ofSeconds(20)), Duration.ofDays(7));

        assertThat(Fires.ofJob(store, countable.key()))
                .filteredOn(run -> run.cause() instanceof Cause.CaughtUp)
                .hasSize(201)
                .allMatch(run -> !run.scheduledAt().isBefore(clock.instant().minusSeconds(20)));
        assertEachFireIsAccountedForOnce(countable);
    }

    private void goDown(TestingJob job, Duration span) {
        node.create(job.draft());
        node.advance(Duration.ofSeconds(2));
        node.crash();
        clock.turn(span);
        node.start();
    }

    private void assertEachFireIsAccountedForOnce(TestingJob job) {
        Instant last = Fires.recorded(store, job.key(), Instant.MAX).getLast();
        long accounted = Fires.ofJob(store, job.key()).stream()
                .filter(run -> run.cause().isFire())
                .mapToLong(run -> run.state() instanceof RunState.Skipped skipped ? skipped.count() : 1)
                .sum();
        Instant created =
                Fires.recorded(store, job.key(), Instant.MAX).getFirst().minus(PERIOD);
        assertThat(last).isAfterOrEqualTo(clock.instant());
        assertThat(accounted).isEqualTo(Duration.between(created, last).dividedBy(PERIOD));
    }

    private List<RunState.Skipped> summaries(TestingJob job) {
        return Fires.ofJob(store, job.key()).stream()
                .filter(run -> run.state() instanceof RunState.Skipped skipped && skipped.count() > 1)
                .map(run -> (RunState.Skipped) run.state())
                .toList();
    }

    private Instant watermark(TestingJob job) {
        return store.partitions().get(partitionOf(job).number()).watermark();
    }

    private static Partition partitionOf(TestingJob job) {
        return Partition.of(job.key(), PARTITIONS);
    }

    private static Trigger every(Optional<Instant> end) {
        var bounds = new TriggerBounds(Optional.empty(), end, OptionalInt.empty());
        return new Trigger.Every(
                PERIOD,
                ZoneId.of("UTC"),
                Optional.empty(),
                new TriggerOptions(Duration.ZERO, bounds, Optional.empty()));
    }
}
