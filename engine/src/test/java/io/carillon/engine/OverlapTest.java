package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a run does while an earlier run of its job has not ended. */
class OverlapTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();

    @Test
    void allowed_runs_go_side_by_side() {
        node.create(job(Overlap.ALLOW).draft());

        node.advance(Duration.ofSeconds(35));

        assertThat(worker.holding()).hasSize(3);
    }

    @Test
    void a_skipping_job_records_the_fire_that_it_leaves_out() {
        node.create(job(Overlap.SKIP).draft());
        node.advance(Duration.ofSeconds(25));
        worker.succeed(worker.only());

        node.advance(Duration.ofSeconds(10));

        assertThat(worker.received())
                .extracting(TestingWorker.Received::at)
                .containsExactly(START.plusSeconds(10), START.plusSeconds(30));
        assertThat(Fires.skipped(store, job(Overlap.SKIP).key())).containsExactly(START.plusSeconds(20));
        assertThat(Fires.ofJob(store, job(Overlap.SKIP).key()))
                .anyMatch(run ->
                        run.state() instanceof RunState.Skipped skipped && skipped.reason() == SkipReason.OVERLAP);
    }

    @Test
    void queued_runs_take_turns_in_the_order_in_which_they_came_due() {
        node.create(job(Overlap.QUEUE).draft());
        node.advance(Duration.ofSeconds(35));

        worker.succeed(worker.only());
        worker.succeed(worker.only());

        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(10), START.plusSeconds(20), START.plusSeconds(30));
        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void a_queued_run_waits_through_the_retries_of_the_one_before() {
        node.create(job(Overlap.QUEUE).attempts(2, Duration.ofSeconds(15)).draft());
        node.advance(Duration.ofSeconds(11));
        worker.fail(worker.only());

        node.advance(Duration.ofSeconds(10));
        var whileResting = worker.holding();
        node.advance(Duration.ofSeconds(6));

        assertThat(whileResting).isEmpty();
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(10), START.plusSeconds(10));
    }

    @Test
    void a_cancelled_run_leaves_the_queue() {
        node.create(job(Overlap.QUEUE).draft());
        node.advance(Duration.ofSeconds(35));
        var second = Fires.ofJob(store, job(Overlap.QUEUE).key()).get(1).id();

        node.cancel(second);
        worker.succeed(worker.only());

        assertThat(store.run(second).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(10), START.plusSeconds(30));
    }

    @Test
    void a_job_that_cancels_the_previous_run_waits_until_that_has_stopped() {
        node.create(job(Overlap.CANCEL_PREVIOUS).draft());
        node.advance(Duration.ofSeconds(11));
        var first = worker.only();

        node.advance(Duration.ofSeconds(10));
        var stops = worker.stops();
        worker.stopped(first);

        assertThat(stops)
                .singleElement()
                .satisfies(stop -> assertThat(stop.reason()).isEqualTo(Effect.StopReason.CANCELLED));
        assertThat(store.run(first).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(10), START.plusSeconds(20));
    }

    @Test
    void of_many_waiting_runs_that_cancel_the_previous_only_the_latest_is_left() {
        worker.leave();
        node.create(job(Overlap.CANCEL_PREVIOUS).draft());
        node.advance(Duration.ofSeconds(45));

        worker.join();

        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(40));
    }

    @Test
    void a_crash_keeps_the_order_of_the_queue_and_lets_one_run_at_a_time() {
        node.create(job(Overlap.QUEUE).attempts(2, Duration.ofSeconds(1)).draft());
        node.advance(Duration.ofSeconds(35));
        node.crash();
        worker.forgetEverything();

        node.start();
        worker.restart();
        node.advance(Duration.ofSeconds(4));
        var alone = worker.holding();
        worker.succeed(worker.only());
        worker.succeed(worker.only());

        assertThat(alone).hasSize(1);
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(
                        START.plusSeconds(10), START.plusSeconds(10), START.plusSeconds(20), START.plusSeconds(30));
    }

    @Test
    void after_a_crash_the_latest_run_that_cancels_the_previous_is_left() {
        var asked = TestingJob.named("asked").overlap(Overlap.CANCEL_PREVIOUS);
        node.create(asked.draft());
        var earlier = node.trigger(asked.key(), START.plusSeconds(10));
        var later = node.trigger(asked.key(), START.plusSeconds(12));
        node.crash();
        clock.turn(Duration.ofSeconds(13));

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(3));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactly(later.id());
        assertThat(store.run(earlier.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Overlap.Policy.class,
            names = {"ALLOW", "QUEUE"})
    void with_a_maximum_as_many_go_at_once_and_the_others_wait_for_their_turn(Overlap.Policy policy) {
        node.create(job(new Overlap(policy, 2)).draft());
        node.advance(Duration.ofSeconds(55));
        var atFirst = worker.holding();

        worker.succeed(worker.holding().get(1));
        worker.succeed(worker.holding().get(1));

        assertThat(atFirst).hasSize(2);
        assertThat(worker.holding()).hasSize(2);
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(
                        START.plusSeconds(10), START.plusSeconds(20), START.plusSeconds(30), START.plusSeconds(40));
    }

    @Test
    void a_skipping_job_with_a_maximum_skips_what_would_be_one_too_many_and_says_what_was_in_the_way() {
        var job = job(new Overlap(Overlap.Policy.SKIP, 2));
        node.create(job.draft());

        node.advance(Duration.ofSeconds(35));

        assertThat(worker.holding()).hasSize(2);
        assertThat(Fires.skipped(store, job.key())).containsExactly(START.plusSeconds(30));
        assertThat(Fires.ofJob(store, job.key()).get(2).state())
                .isEqualTo(new RunState.Skipped(
                        START.plusSeconds(30),
                        SkipReason.OVERLAP,
                        1,
                        START.plusSeconds(30),
                        worker.holding().getFirst()));
    }

    @Test
    void a_job_that_cancels_previous_runs_cancels_the_earliest_until_there_is_room() {
        node.create(job(new Overlap(Overlap.Policy.CANCEL_PREVIOUS, 2)).draft());
        node.advance(Duration.ofSeconds(25));
        var two = worker.holding();

        node.advance(Duration.ofSeconds(10));
        var stops = worker.stops();
        worker.stopped(two.getFirst());

        assertThat(stops).extracting(Effect.Stop::run).containsExactly(two.getFirst());
        assertThat(worker.holding()).hasSize(2).contains(two.get(1));
        assertThat(worker.received())
                .extracting(each -> each.assign().run().scheduledAt())
                .containsExactly(START.plusSeconds(10), START.plusSeconds(20), START.plusSeconds(30));
    }

    @Test
    void an_edit_that_raises_the_maximum_lets_more_go_at_once() {
        node.create(job(Overlap.QUEUE).draft());
        node.advance(Duration.ofSeconds(45));

        node.replace(job(new Overlap(Overlap.Policy.QUEUE, 3)).draft());

        assertThat(worker.holding()).hasSize(3);
    }

    @Test
    void a_run_that_is_recovered_goes_before_the_runs_that_came_due_after_it() {
        var asked = TestingJob.named("asked").overlap(Overlap.QUEUE);
        node.create(asked.draft());
        var earlier = node.trigger(asked.key(), START.plusSeconds(10));
        var later = node.trigger(asked.key(), START.plusSeconds(14));
        node.crash();
        clock.turn(Duration.ofSeconds(13));

        node.start();
        worker.eager().join();
        node.advance(Duration.ofSeconds(5));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactly(earlier.id(), later.id());
    }

    /** Bands are read one after the other, and a store may take longer over the first of them than workers are waited for. */
    @Test
    void after_a_slow_take_over_a_run_waits_for_those_of_its_job_that_have_another_priority() {
        var job = TestingJob.named("asked").overlap(Overlap.QUEUE).attempts(5, Duration.ofMillis(500));
        node.create(job.draft());
        node.trigger(job.key(), null, new Priority(1));
        node.trigger(job.key());
        worker.fail(worker.only());
        node.deliver(new Event.Leaving());
        node.crash();
        node.holdLoads();
        node.start();
        worker.join();

        node.advance(Duration.ofSeconds(7));
        for (int i = 0; i < 20; i++) {
            node.releaseLoads();
            node.holdLoads();
            node.advance(Duration.ofMillis(100));
        }

        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void of_two_runs_that_a_new_owner_found_under_way_one_at_a_time_is_tried_again() {
        var asked = TestingJob.named("asked").overlap(Overlap.QUEUE).attempts(3, Duration.ofSeconds(1));
        node.create(asked.draft());
        var earlier = node.trigger(asked.key());
        var later = node.trigger(asked.key());
        node.holdCommits();
        worker.succeed(earlier.id());
        worker.begin(later.id());
        var held = worker.received().stream()
                .map(each -> new HeldAttempt(each.run(), each.token(), each.at()))
                .toList();
        node.crash();
        node.start();
        worker.joinHolding(held);
        node.advance(Duration.ofSeconds(1));
        worker.forgetEverything();
        worker.restart();

        node.advance(Duration.ofSeconds(2));
        var first = worker.only();
        worker.succeed(first);
        var second = worker.only();

        assertThat(List.of(first, second)).containsExactlyInAnyOrder(earlier.id(), later.id());
    }

    /** A next owner who did not know that it was given up would let its worker go on, beside the one that came after it. */
    @Test
    void who_comes_after_an_attempt_that_was_given_up_waits_until_that_is_durable() {
        node.create(job(Overlap.QUEUE).draft());
        node.advance(Duration.ofSeconds(25));
        var stubborn = worker.only();
        worker.begin(stubborn);
        node.cancel(stubborn);
        node.holdCommits();

        node.advance(Settings.DEFAULT.stopGrace());
        var before = worker.received().size();
        node.releaseCommits();

        assertThat(before).isOne();
        assertThat(worker.received()).hasSize(2);
    }

    @Test
    void a_long_queue_is_worked_off_in_its_order() {
        var asked = TestingJob.named("asked").overlap(Overlap.QUEUE);
        node.create(asked.draft());
        int many = 20_000;
        node.holdCommits();
        for (int i = 0; i < many; i++) {
            node.send(new Command.TriggerJob(asked.key(), Json.Obj.EMPTY, null, null, null));
        }
        node.releaseCommits();

        assertThat(node.core().waitingRuns()).isZero();
        worker.eager();
        worker.succeed(worker.only());

        assertThat(worker.received()).hasSize(many);
        assertThat(worker.received()).isSortedAccordingTo(Comparator.comparing(TestingWorker.Received::run));
    }

    private static TestingJob job(Overlap overlap) {
        return TestingJob.named("slow").cron("*/10 * * * * ?").overlap(overlap);
    }
}
