package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A run has to end within a time from when it was due, all attempts included. */
class DeadlineTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked").deadline(DEADLINE);
    private final TestingWorker worker = node.worker("w1", "dev", 1);

    @Test
    void a_run_that_no_worker_took_in_time_is_skipped() {
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plusSeconds(5));

        node.advance(Duration.ofMillis(64_999));
        var before = store.run(run.id()).state();
        node.advance(Duration.ofMillis(1));
        worker.join();

        assertThat(before).isNotInstanceOf(RunState.Final.class);
        assertThat(store.run(run.id()).state())
                .isEqualTo(new RunState.Skipped(START.plusSeconds(65), SkipReason.DEADLINE, 1, START.plusSeconds(5)));
        assertThat(worker.received()).isEmpty();
    }

    @Test
    void a_run_whose_turn_did_not_come_in_time_is_skipped() {
        node.create(job.overlap(Overlap.QUEUE).draft());
        worker.join();
        node.trigger(job.key());
        var second = node.trigger(job.key());
        worker.begin(worker.only());

        node.advance(Duration.ofSeconds(60));

        assertThat(store.run(second.id()).state()).isInstanceOf(RunState.Skipped.class);
    }

    @Test
    void a_working_run_is_told_to_stop_and_fails_without_another_attempt() {
        node.create(job.attempts(5, Duration.ofSeconds(1)).draft());
        worker.join();
        var run = node.trigger(job.key());
        worker.begin(run.id());

        node.advance(DEADLINE);
        var stops = worker.stops();
        worker.stopped(run.id());
        node.advance(Duration.ofMinutes(5));

        assertThat(stops)
                .singleElement()
                .satisfies(stop -> assertThat(stop.reason()).isEqualTo(Effect.StopReason.DEADLINE));
        assertFailedByDeadline(run.id());
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_run_that_does_not_stop_fails_after_the_grace() {
        node.create(job.attempts(5, Duration.ofSeconds(1)).draft());
        worker.join();
        var run = node.trigger(job.key());

        node.advance(DEADLINE.plus(Settings.DEFAULT.stopGrace()));

        assertFailedByDeadline(run.id());
    }

    @Test
    void a_run_that_still_succeeds_while_it_is_stopped_has_succeeded() {
        node.create(job.draft());
        worker.join();
        var run = node.trigger(job.key());
        node.advance(DEADLINE);

        worker.succeed(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_retry_that_could_only_begin_after_the_deadline_is_not_waited_for() {
        node.create(job.attempts(5, Duration.ofSeconds(40)).draft());
        worker.join();
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(30));

        worker.fail(run.id(), "BOOM", true);

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo("BOOM"));
    }

    @Test
    void a_retry_that_finds_no_worker_in_time_fails() {
        node.create(job.attempts(5, Duration.ofSeconds(10)).draft());
        worker.join();
        var run = node.trigger(job.key());
        worker.fail(run.id());
        worker.leave();

        node.advance(DEADLINE);

        assertFailedByDeadline(run.id());
        assertThat(store.run(run.id()).handOuts()).isEqualTo(1);
    }

    @Test
    void whichever_is_nearer_stops_an_attempt_its_time_out_or_the_deadline() {
        node.create(job.timeout(Duration.ofSeconds(40))
                .attempts(5, Duration.ofSeconds(1))
                .draft());
        worker.join();
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(40));
        worker.stopped(run.id());
        node.advance(Duration.ofSeconds(1));

        node.advance(Duration.ofSeconds(19));
        worker.stopped(run.id());

        assertThat(worker.stops())
                .extracting(Effect.Stop::reason)
                .containsExactly(Effect.StopReason.TIMED_OUT, Effect.StopReason.DEADLINE);
        assertFailedByDeadline(run.id());
    }

    @Test
    void after_a_take_over_a_run_whose_deadline_passed_meanwhile_is_not_handed_out() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        clock.turn(Duration.ofMinutes(2));

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(3));

        assertThat(worker.received()).isEmpty();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Skipped.class);
    }

    @Test
    void after_a_take_over_a_run_that_a_worker_still_has_is_told_to_stop_at_its_deadline() {
        node.create(job.draft());
        worker.join();
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        clock.turn(Duration.ofSeconds(30));

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(29));
        worker.stopped(run.id());

        assertFailedByDeadline(run.id());
    }

    @Test
    void an_assignment_that_waits_for_its_commit_until_the_deadline_does_not_go_on() {
        node.create(job.draft());
        worker.join();
        node.holdCommits();
        node.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));
        node.advance(DEADLINE.plus(Settings.DEFAULT.stopGrace()));

        node.releaseCommits();
        node.advance(Duration.ofSeconds(1));

        assertThat(store.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.state()).isInstanceOf(RunState.Failed.class));
    }

    private void assertFailedByDeadline(RunId run) {
        assertThat(store.run(run).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.DEADLINE));
    }
}
