package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.job.RetryPolicy;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Attempts: their results, their retries, their time-outs, and what a cancellation does to them. */
class AttemptTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_result_is_stored_and_then_acknowledged() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.holdCommits();

        worker.succeed(run.id(), Json.of("done"));
        var before = worker.acknowledgements();
        node.releaseCommits();

        assertThat(before).isEmpty();
        assertThat(worker.acknowledgements()).singleElement().matches(Effect.Acknowledge::accepted);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        state -> assertThat(state.result()).isEqualTo(Json.of("done")));
    }

    @Test
    void a_result_that_comes_before_the_news_that_it_began_counts() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var token = worker.token(run.id());

        worker.succeed(run.id());
        worker.report(List.of(new Report.Began(run.id(), token)));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void retries_follow_their_backoff_until_they_are_exhausted() {
        var policy =
                new RetryPolicy(4, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(2), Duration.ofSeconds(5), 0);
        node.create(job.retry(policy).draft());
        var run = node.trigger(job.key());

        for (int attempt = 0; attempt < 4; attempt++) {
            worker.fail(run.id());
            node.advance(Duration.ofSeconds(20));
        }

        assertThat(worker.received()).hasSize(4);
        assertThat(worker.received().get(1).at()).isEqualTo(START.plusSeconds(2));
        assertThat(worker.received().get(2).at()).isEqualTo(START.plusSeconds(24));
        assertThat(worker.received().get(3).at()).isEqualTo(START.plusSeconds(45));
        assertThat(worker.received()).extracting(each -> each.token().attempt()).containsExactly(1, 2, 3, 4);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("BOOM"));
        assertThat(store.catalog().attempts(run.id())).hasSize(4);
    }

    @Test
    void a_failure_that_cannot_end_differently_is_not_tried_again() {
        node.create(job.attempts(5, Duration.ofSeconds(1)).draft());
        var run = node.trigger(job.key());

        worker.fail(run.id(), "BAD_INPUT", false);
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Failed.class);
    }

    @Test
    void a_refused_attempt_is_handed_out_again_and_does_not_count() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        for (int i = 0; i < 5; i++) {
            worker.refuse(run.id());
            node.advance(Duration.ofSeconds(1));
        }
        worker.succeed(run.id());

        assertThat(worker.received()).hasSize(6);
        assertThat(store.run(run.id()).attempts()).isOne();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.catalog().attempts(run.id())).isEmpty();
    }

    @Test
    void an_attempt_that_uses_up_its_time_is_told_to_stop_and_tried_again() {
        node.create(job.timeout(Duration.ofSeconds(30))
                .attempts(2, Duration.ofSeconds(1))
                .draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());

        node.advance(Duration.ofSeconds(31));
        var stops = worker.stops();
        worker.stopped(run.id());
        node.advance(Duration.ofSeconds(2));
        worker.succeed(run.id());

        assertThat(stops)
                .singleElement()
                .satisfies(stop -> assertThat(stop.reason()).isEqualTo(Effect.StopReason.TIMED_OUT));
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.catalog().attempts(run.id()))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.error().code()).isEqualTo(RunError.TIMED_OUT));
    }

    @Test
    void an_attempt_that_does_not_stop_within_the_grace_is_given_up() {
        node.create(job.timeout(Duration.ofSeconds(30)).draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());

        node.advance(Duration.ofSeconds(39));
        var within = store.run(run.id()).state();
        node.advance(Duration.ofSeconds(2));

        assertThat(within).isInstanceOf(RunState.Stopping.class);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.TIMED_OUT));
    }

    @Test
    void an_attempt_that_still_succeeds_after_its_time_has_succeeded() {
        node.create(job.timeout(Duration.ofSeconds(30)).draft());
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(31));

        worker.succeed(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_recorded_run_that_is_cancelled_never_leaves() {
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plusSeconds(10));

        node.cancel(run.id());
        node.advance(Duration.ofMinutes(1));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).isEmpty();
    }

    @Test
    void a_run_in_the_far_future_that_is_cancelled_never_leaves() {
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plus(Duration.ofHours(2)));

        node.cancel(run.id());
        node.advance(Duration.ofHours(3));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).isEmpty();
    }

    @Test
    void a_waiting_run_that_is_cancelled_never_leaves() {
        worker.leave();
        node.create(job.draft());
        var run = node.trigger(job.key());

        node.cancel(run.id());
        worker.join();

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).isEmpty();
    }

    @Test
    void a_run_that_is_cancelled_between_two_attempts_never_leaves_again() {
        node.create(job.attempts(3, Duration.ofSeconds(30)).draft());
        var run = node.trigger(job.key());
        worker.fail(run.id());

        node.cancel(run.id());
        node.advance(Duration.ofMinutes(2));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_working_attempt_is_told_to_stop_once_its_cancellation_is_durable() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.holdCommits();

        var asked = node.send(new Command.CancelRun(run));
        var before = worker.stops();
        node.releaseCommits();
        worker.stopped(run.id());

        assertThat(before).isEmpty();
        assertThat(node.reply(asked)).contains(new Reply.CancelTaken(run.id()));
        assertThat(worker.stops()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_cancelled_attempt_that_does_not_stop_is_cancelled_when_the_grace_is_over() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());

        node.cancel(run.id());
        node.advance(Duration.ofSeconds(11));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void cancelling_a_run_that_has_ended_changes_nothing() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.succeed(run.id());
        var before = store.run(run.id());

        node.cancel(run.id());

        assertThat(store.run(run.id())).isEqualTo(before);
    }

    @Test
    void a_second_result_for_an_attempt_changes_nothing_and_is_told_so() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var token = worker.token(run.id());
        worker.succeed(run.id(), Json.of("first"));
        var before = store.run(run.id());

        worker.report(List.of(new Report.Succeeded(run.id(), token, Duration.ZERO, Json.of("second"))));

        assertThat(store.run(run.id())).isEqualTo(before);
        assertThat(worker.acknowledgements())
                .extracting(Effect.Acknowledge::accepted)
                .containsExactly(true, false);
    }

    @Test
    void a_result_of_an_attempt_that_was_replaced_changes_nothing_and_is_kept_as_evidence() {
        node.create(job.attempts(3, Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(5))
                .draft());
        var run = node.trigger(job.key());
        var stale = worker.token(run.id());
        node.advance(Duration.ofSeconds(17));
        var before = store.run(run.id());

        worker.report(List.of(new Report.Succeeded(run.id(), stale, Duration.ZERO, null)));

        assertThat(worker.received()).hasSize(2);
        assertThat(store.run(run.id()).state()).isEqualTo(before.state());
        assertThat(worker.acknowledgements()).singleElement().matches(ack -> !ack.accepted());
        assertThat(store.catalog().attempts(run.id()))
                .extracting(attempt -> attempt.error().code())
                .containsExactly(RunError.TIMED_OUT, "STALE_RESULT");
        assertThat(node.notes(Note.ReportIgnored.class)).hasSize(1);
    }

    @Test
    void a_result_with_a_token_from_the_future_changes_nothing() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        worker.report(List.of(new Report.Succeeded(run.id(), new Token(new Epoch(99), 7), Duration.ZERO, null)));

        assertThat(store.run(run.id()).state()).isNotInstanceOf(RunState.Final.class);
        worker.succeed(run.id());
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_retry_without_a_pause_follows_at_once() {
        node.create(job.attempts(3, Duration.ZERO).draft());
        var run = node.trigger(job.key());

        worker.fail(run.id());
        node.advance(Duration.ofSeconds(1));

        assertThat(worker.token(run.id()).attempt()).isEqualTo(2);
    }

    @Test
    void a_stale_result_does_not_keep_from_the_store_that_the_attempt_began() {
        node.create(job.attempts(3, Duration.ofSeconds(1))
                .timeout(Duration.ofSeconds(5))
                .draft());
        var run = node.trigger(job.key());
        var stale = worker.token(run.id());
        node.advance(Duration.ofSeconds(17));

        worker.begin(run.id());
        worker.report(List.of(new Report.Succeeded(run.id(), stale, Duration.ZERO, null)));
        node.advance(Duration.ofSeconds(1));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Working.class);
    }
}
