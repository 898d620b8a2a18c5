package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.Overlap;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What goes on elsewhere after its attempt has let go of it: who may say how it ended, when, and what happens if nobody does. */
class CallbackTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 1).join();
    private final TestingJob job = TestingJob.named("asked").attempts(2, Duration.ofSeconds(1));

    private Command.CallBack success(RunId run, Token attempt) {
        return new Command.CallBack(new Report.Succeeded(run, attempt, Duration.ZERO, Json.of("done")), worker.id());
    }

    private Command.CallBack failure(RunId run, Token attempt, boolean retryable) {
        var error = new RunError("BURNT", "the farm burnt down");
        return new Command.CallBack(new Report.Failed(run, attempt, Duration.ZERO, error, retryable), worker.id());
    }

    private RunState state(RunId run) {
        return store.run(run).state();
    }

    private static boolean isLate(Reply reply) {
        return reply instanceof Reply.Refused refused
                && refused.kind() == Reply.Kind.CONFLICT
                && refused.code().equals("callback-late");
    }

    @Test
    void an_attempt_that_lets_go_leaves_its_slot_and_ends_by_a_callback() {
        node.create(job.overlap(Overlap.ALLOW).draft());
        var first = node.trigger(job.key()).id();
        var second = node.trigger(job.key()).id();
        var attempt = worker.token(first);

        worker.defer(first);
        var away = state(first);
        var next = worker.only();
        node.advance(Duration.ofHours(2));
        var reply = node.ask(success(first, attempt));

        assertThat(away).isInstanceOf(RunState.Awaiting.class);
        assertThat(next).isEqualTo(second);
        assertThat(worker.acknowledgements()).singleElement().matches(Effect.Acknowledge::accepted);
        assertThat(reply).isEqualTo(new Reply.CallbackTaken(first));
        assertThat(state(first)).isInstanceOfSatisfying(RunState.Succeeded.class, done -> {
            assertThat(done.result()).isEqualTo(Json.of("done"));
            assertThat(done.startedAt()).isEqualTo(START);
            assertThat(done.finishedAt()).isEqualTo(START.plus(Duration.ofHours(2)));
        });
    }

    @Test
    void a_worker_is_told_to_forget_what_goes_on_elsewhere_only_when_that_is_durable() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        node.holdCommits();

        worker.defer(run);
        var before = worker.acknowledgements();
        node.releaseCommits();

        assertThat(before).isEmpty();
        assertThat(worker.acknowledgements()).hasSize(1);
        assertThat(state(run)).isInstanceOf(RunState.Awaiting.class);
    }

    @Test
    void a_callback_is_answered_only_when_what_it_decides_is_durable() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);
        node.holdCommits();

        var asked = node.send(success(run, attempt));
        var before = node.reply(asked);
        node.releaseCommits();

        assertThat(before).isEmpty();
        assertThat(node.reply(asked)).contains(new Reply.CallbackTaken(run));
    }

    @Test
    void a_failure_that_is_called_back_is_tried_again_as_the_policy_wants() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var first = worker.token(run);
        worker.defer(run);

        node.ask(failure(run, first, true));
        node.advance(Duration.ofSeconds(2));
        var second = worker.token(run);
        worker.defer(run);
        node.ask(failure(run, second, true));

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(state(run))
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("BURNT"));
        assertThat(store.catalog().attempts(run))
                .extracting(each -> each.attempt().token())
                .containsExactly(first, second);
    }

    @Test
    void a_failure_that_cannot_end_differently_ends_the_run() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);

        node.ask(failure(run, attempt, false));

        assertThat(state(run)).isInstanceOf(RunState.Failed.class);
    }

    @Test
    void who_finds_nothing_to_do_elsewhere_skips_the_run() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);

        node.ask(new Command.CallBack(new Report.Skipped(run, attempt, Duration.ZERO, "no film"), worker.id()));

        assertThat(state(run))
                .isInstanceOfSatisfying(
                        RunState.Skipped.class, out -> assertThat(out.reason()).isEqualTo(SkipReason.TASK));
    }

    @Test
    void of_a_hundred_callbacks_one_decides() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);
        node.holdCommits();

        List<CommandId> asked = IntStream.range(0, 100)
                .mapToObj(i -> node.send(i % 2 == 0 ? success(run, attempt) : failure(run, attempt, true)))
                .toList();
        node.releaseCommits();

        var replies = asked.stream().map(node::reply).map(Optional::orElseThrow).toList();
        assertThat(replies.getFirst()).isEqualTo(new Reply.CallbackTaken(run));
        assertThat(replies.subList(1, 100)).allMatch(CallbackTest::isLate);
        assertThat(state(run)).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_callback_that_comes_before_the_worker_lets_go_waits_for_that() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.begin(run);

        var asked = node.send(success(run, attempt));
        node.advance(Duration.ofSeconds(3));
        var before = node.reply(asked);
        worker.defer(run);

        assertThat(before).isEmpty();
        assertThat(node.reply(asked)).contains(new Reply.CallbackTaken(run));
        assertThat(state(run)).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_callback_about_an_attempt_that_ends_by_itself_is_late() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);

        var asked = node.send(failure(run, attempt, true));
        worker.succeed(run);

        assertThat(node.reply(asked).filter(CallbackTest::isLate)).isPresent();
        assertThat(state(run)).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void who_calls_about_an_attempt_of_which_nothing_was_written_down_is_told_to_come_again_and_not_that_he_is_late() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        node.crash();
        node.start();

        var asked = node.send(success(run, attempt));
        node.advance(Duration.ofSeconds(10));

        assertThat(state(run)).isInstanceOf(RunState.Waiting.class);
        assertThat(node.reply(asked))
                .hasValueSatisfying(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                Reply.Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo("callback-early")));
    }

    @Test
    void a_former_owner_that_has_not_heard_of_the_next_sends_those_who_call_there() {
        node.create(job.draft());
        worker.leave();
        var next = new TestingNode(store, clock, new NodeId("next"), 1, Settings.DEFAULT).start();
        worker.moveTo(next);
        var run = next.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);

        assertThat(node.ask(success(run, attempt))).isEqualTo(Reply.notOwner(run.partition()));
        assertThat(next.ask(success(run, attempt))).isEqualTo(new Reply.CallbackTaken(run));
    }

    @Test
    void too_many_that_are_too_early_are_told_to_come_again() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        for (int i = 0; i < 10_000; i++) {
            node.send(success(run, attempt));
        }

        var reply = node.ask(success(run, attempt));

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("callback-early"));
    }

    @Test
    void an_attempt_that_nobody_calls_back_about_runs_out_of_its_time() {
        node.create(job.timeout(Duration.ofMinutes(10)).draft());
        var run = node.trigger(job.key()).id();
        var first = worker.token(run);
        worker.defer(run);

        node.advance(Duration.ofMinutes(9));
        var within = state(run);
        node.advance(Duration.ofMinutes(1).plusSeconds(2));
        var late = node.ask(success(run, first));

        assertThat(within).isInstanceOf(RunState.Awaiting.class);
        assertThat(worker.token(run).attempt()).isEqualTo(2);
        assertThat(isLate(late)).isTrue();
        assertThat(store.catalog().attempts(run))
                .extracting(each -> each.error().code())
                .containsExactly(RunError.TIMED_OUT, "STALE_RESULT");
    }

    @Test
    void a_job_without_a_time_out_waits_for_a_day_and_no_longer() {
        node.create(job.attempts(1, Duration.ofSeconds(1)).draft());
        var run = node.trigger(job.key()).id();
        worker.defer(run);

        node.advance(Duration.ofHours(23));
        var within = state(run);
        node.advance(Duration.ofHours(2));

        assertThat(within).isInstanceOf(RunState.Awaiting.class);
        assertThat(state(run))
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.TIMED_OUT));
    }

    @Test
    void a_deadline_ends_it_without_another_attempt() {
        node.create(job.deadline(Duration.ofMinutes(5)).draft());
        var run = node.trigger(job.key()).id();
        worker.defer(run);

        node.advance(Duration.ofMinutes(6));

        assertThat(state(run))
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.DEADLINE));
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_cancellation_ends_it_at_once_and_a_callback_is_late() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);

        node.cancel(run);
        var cancelled = state(run);
        var reply = node.ask(success(run, attempt));

        assertThat(cancelled).isInstanceOf(RunState.Cancelled.class);
        assertThat(isLate(reply)).isTrue();
        assertThat(state(run)).isEqualTo(cancelled);
        assertThat(worker.stops()).isEmpty();
    }

    @Test
    void an_attempt_that_is_told_to_stop_and_lets_go_is_cancelled() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        worker.begin(run);
        node.cancel(run);

        worker.defer(run);

        assertThat(state(run)).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void what_goes_on_elsewhere_survives_the_death_of_its_worker_and_of_the_node() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);
        worker.forgetEverything();
        node.crash();

        node.start();
        worker.restart();
        node.advance(Duration.ofMinutes(5));
        var after = state(run);
        var reply = node.ask(success(run, attempt));

        assertThat(after).isInstanceOf(RunState.Awaiting.class);
        assertThat(reply).isEqualTo(new Reply.CallbackTaken(run));
        assertThat(worker.received()).hasSize(1);
        assertThat(state(run)).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_worker_that_says_again_that_it_let_go_is_told_that_this_is_known() {
        node.create(job.draft());
        var run = node.trigger(job.key()).id();
        var attempt = worker.token(run);
        worker.defer(run);

        worker.report(List.of(new Report.Deferred(run, attempt, Duration.ofMillis(5))));

        assertThat(worker.acknowledgements()).hasSize(2);
        assertThat(worker.acknowledgements().getLast().accepted()).isFalse();
        assertThat(state(run)).isInstanceOf(RunState.Awaiting.class);
        assertThat(store.catalog().attempts(run)).isEmpty();
    }

    @Test
    void a_job_whose_runs_may_not_overlap_waits_for_what_goes_on_elsewhere() {
        node.create(job.overlap(Overlap.QUEUE).draft());
        var first = node.trigger(job.key()).id();
        var attempt = worker.token(first);
        worker.defer(first);
        var second = node.trigger(job.key()).id();

        var meanwhile = node.explain(second);
        node.ask(success(first, attempt));

        assertThat(meanwhile).isInstanceOf(Waiting.EarlierRuns.class);
        assertThat(worker.only()).isEqualTo(second);
    }

    @Test
    void who_comes_after_one_that_was_cancelled_leaves_when_that_is_durable() {
        node.create(job.cron("*/10 * * * * ?").overlap(Overlap.CANCEL_PREVIOUS).draft());
        node.advance(Duration.ofSeconds(11));
        var first = worker.only();
        worker.defer(first);
        node.advance(Duration.ofSeconds(8));

        node.holdCommits();
        node.advance(Duration.ofSeconds(3));
        var meanwhile = worker.received().size();
        node.releaseCommits();

        assertThat(meanwhile).isOne();
        assertThat(worker.received()).hasSize(2);
        assertThat(state(first)).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void it_is_explained_who_began_it_and_until_when_somebody_may_call_back() {
        node.create(job.timeout(Duration.ofMinutes(10)).draft());
        var run = node.trigger(job.key()).id();
        worker.defer(run);

        assertThat(node.explain(run))
                .isEqualTo(new Waiting.Callback(worker.id(), START, START.plus(Duration.ofMinutes(10))));
    }
}
