package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a task can say of its end besides that it went well or badly: nothing to do, and not yet. */
class OutcomeTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_run_whose_task_finds_nothing_to_do_is_skipped_with_its_words() {
        node.create(job.attempts(3, Duration.ofSeconds(1)).draft());
        var run = node.trigger(job.key());
        var token = worker.token(run.id());
        worker.begin(run.id());

        worker.skip(run.id(), "no orders today");

        assertThat(store.run(run.id()).state()).isInstanceOfSatisfying(RunState.Skipped.class, skipped -> {
            assertThat(skipped.reason()).isEqualTo(SkipReason.TASK);
            assertThat(skipped.waiver()).isNotNull().satisfies(waiver -> {
                assertThat(waiver.reason()).isEqualTo("no orders today");
                assertThat(waiver.attempt().token()).isEqualTo(token);
            });
        });
        assertThat(worker.acknowledgements()).singleElement().matches(Effect.Acknowledge::accepted);
        assertThat(node.notes(Note.RunSkipped.class)).singleElement().matches(note -> note.reason() == SkipReason.TASK);
    }

    @Test
    void a_task_may_put_its_run_off_more_often_than_it_may_fail() {
        node.create(job.attempts(1, Duration.ofSeconds(1)).draft());
        var run = node.trigger(job.key());

        for (int time = 0; time < 5; time++) {
            worker.postpone(run.id(), HOUR, "the file is not there");
            node.advance(HOUR);
        }
        worker.succeed(run.id());

        assertThat(worker.received()).hasSize(6);
        assertThat(worker.received().get(1).at()).isEqualTo(START.plus(HOUR));
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.catalog().attempts(run.id()))
                .hasSize(5)
                .allSatisfy(attempt -> assertThat(attempt.error())
                        .isEqualTo(new RunError(RunError.POSTPONED, "the file is not there")));
        assertThat(node.notes(Note.RunPostponed.class)).hasSize(5);
        assertThat(node.notes(Note.RunRetried.class)).isEmpty();
    }

    @Test
    void failures_count_as_before_however_often_a_run_was_put_off_between_them() {
        node.create(job.attempts(2, Duration.ofSeconds(1)).draft());
        var run = node.trigger(job.key());

        worker.postpone(run.id(), HOUR, "");
        node.advance(HOUR);
        worker.fail(run.id());
        node.advance(HOUR);
        worker.postpone(run.id(), HOUR, "");
        node.advance(HOUR);
        worker.fail(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.run(run.id()).attempts()).isEqualTo(2);
    }

    @Test
    void it_waits_at_least_a_second() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        worker.postpone(run.id(), Duration.ofMillis(1), "");
        node.advance(Duration.ofMillis(999));
        var before = worker.received().size();
        node.advance(Duration.ofMillis(1));

        assertThat(before).isEqualTo(1);
        assertThat(worker.received()).hasSize(2);
    }

    @Test
    void a_run_that_is_put_off_without_end_fails_and_says_so() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        for (int time = 0; time < Postponements.MOST; time++) {
            worker.postpone(run.id(), Duration.ofSeconds(1), "not yet");
            node.advance(Duration.ofSeconds(1));
        }
        worker.postpone(run.id(), Duration.ofSeconds(1), "still not");

        assertThat(store.run(run.id()).state()).isInstanceOfSatisfying(RunState.Failed.class, failed -> {
            assertThat(failed.error().code()).isEqualTo(RunError.POSTPONED_TOO_OFTEN);
            assertThat(failed.error().message()).contains("1000").endsWith("still not");
        });
    }

    @Test
    void a_run_is_not_put_off_beyond_its_deadline() {
        node.create(job.deadline(HOUR).draft());
        var run = node.trigger(job.key());

        worker.postpone(run.id(), HOUR, "not yet");

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.DEADLINE));
    }

    @Test
    void a_run_that_is_being_cancelled_is_not_put_off() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.cancel(run.id());

        worker.postpone(run.id(), HOUR, "not yet");

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_breaker_takes_neither_for_a_failure() {
        var breaker = Optional.of(new Breaker(0.5, 2, HOUR));
        node.create(job.guards(new Guards(List.of(), Optional.empty(), breaker)).draft());
        var put = node.trigger(job.key());
        var left = node.trigger(job.key());

        worker.postpone(put.id(), Duration.ofDays(1), "");
        worker.skip(left.id(), "");

        assertThat(node.notes(Note.BreakerMoved.class)).isEmpty();
    }

    @Test
    void what_a_former_attempt_says_of_its_end_changes_nothing() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var token = worker.token(run.id());
        worker.postpone(run.id(), HOUR, "");
        node.advance(HOUR);
        var before = store.run(run.id()).state();

        worker.report(List.of(new Report.Skipped(run.id(), token, Duration.ZERO, "late")));

        assertThat(store.run(run.id()).state()).isEqualTo(before);
        assertThat(worker.acknowledgements().getLast().accepted()).isFalse();
    }
}
