package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.heartbeat;
import static io.carillon.worker.core.TestingNode.stop;
import static io.carillon.worker.core.TestingNode.welcome;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.Effect.StopTask;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of what became of an attempt. */
class ReportingTest {

    private static final AttemptKey RUN = attempt("run-1", 5, 2);

    private final TestingWorker worker = TestingWorker.connected();

    @Test
    void a_result_tells_what_came_out_and_how_long_it_took() {
        worker.receive(assign(RUN));
        worker.pass(Duration.ofMillis(250));

        worker.end(RUN, TaskOutcome.succeeded("{\"closed\":3}"));

        assertThat(worker.reported()).singleElement().satisfies(result -> {
            assertThat(result.getAttempt()).isEqualTo(RUN.toAttempt());
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(result.getResultJson()).isEqualTo("{\"closed\":3}");
            assertThat(result.getRanMicros()).isEqualTo(250_000);
        });
    }

    @Test
    void a_failure_tells_whether_trying_again_can_help() {
        var final_ = attempt("run-2", 1, 1);
        worker.receive(assign(RUN));
        worker.receive(assign(final_));

        worker.end(RUN, TaskOutcome.failed("NO_STOCK", "sold out"));
        worker.end(final_, TaskOutcome.failedForGood("NO_SUCH_SHOP", "it was closed"));

        assertThat(worker.reported())
                .extracting(Result::getOutcome)
                .containsExactly(Outcome.OUTCOME_FAILED, Outcome.OUTCOME_FAILED);
        worker.reconnect();
        assertThat(worker.reported())
                .extracting(result -> result.getFailure().getRetryable())
                .containsExactly(true, false);
    }

    @Test
    void everything_that_waits_goes_in_one_frame() {
        var runs = List.of(attempt("run-1", 1, 1), attempt("run-2", 1, 1), attempt("run-3", 1, 1));
        runs.forEach(run -> worker.receive(assign(run)));
        runs.forEach(run -> worker.end(run, TaskOutcome.succeeded()));

        var first = worker.flush();
        var second = worker.flush();

        assertThat(first).singleElement().satisfies(frame -> {
            assertThat(frame.getReports().getStartedCount()).isEqualTo(3);
            assertThat(frame.getReports().getResultsCount()).isEqualTo(3);
        });
        assertThat(second).isEmpty();
    }

    @Test
    void a_frame_never_grows_past_what_a_node_takes() {
        var limits = new Limits(1_000, 100, 100, 2_000, 1 << 20, 100, 100);
        var big = TestingWorker.connected(10, limits);
        for (int i = 0; i < 10; i++) {
            big.receive(assign(attempt("run-" + i, 1, 1)));
            big.end(attempt("run-" + i, 1, 1), TaskOutcome.succeeded("\"" + "x".repeat(900) + "\""));
        }
        big.clear();

        var results = big.reported();

        assertThat(results).hasSize(10);
        assertThat(big.sent())
                .hasSizeGreaterThan(1)
                .allSatisfy(frame -> assertThat(frame.getSerializedSize()).isLessThan(2_000 + 1_000));
    }

    @Test
    void a_result_is_sent_once_while_the_link_lives() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        worker.reported();

        worker.pass(Duration.ofSeconds(1));

        assertThat(worker.reported()).isEmpty();
    }

    @Test
    void a_result_that_a_living_node_does_not_acknowledge_for_long_is_sent_again() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        worker.reported();

        for (int second = 0; second < 10; second++) {
            worker.receive(heartbeat());
            worker.pass(Duration.ofSeconds(1));
        }

        assertThat(worker.reported()).hasSize(1);
    }

    @Test
    void a_result_is_kept_and_sent_after_every_reconnect_until_it_is_acknowledged() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded("1"));
        var before = worker.reported();

        worker.reconnect();
        var again = worker.reported();
        worker.reconnect();
        var andAgain = worker.reported();
        worker.receive(acknowledge(RUN, true));
        worker.reconnect();
        var afterAck = worker.reported();

        assertThat(again).isEqualTo(before);
        assertThat(andAgain).isEqualTo(before);
        assertThat(afterAck).isEmpty();
    }

    @Test
    void a_result_that_came_while_no_node_was_there_is_sent_when_one_is() {
        worker.receive(assign(RUN));
        worker.lose(Loss.CLOSED);
        worker.end(RUN, TaskOutcome.succeeded("1"));
        var meanwhile = worker.reported();

        worker.awaitDial();
        var beforeWelcome = worker.reported();
        worker.receive(welcome());

        assertThat(meanwhile).isEmpty();
        assertThat(beforeWelcome).isEmpty();
        assertThat(worker.reported()).hasSize(1);
    }

    @Test
    void hello_lists_what_runs_and_what_was_not_acknowledged() {
        var done = attempt("run-2", 1, 1);
        var acknowledged = attempt("run-3", 1, 1);
        for (var run : List.of(RUN, done, acknowledged)) {
            worker.receive(assign(run));
        }
        worker.end(done, TaskOutcome.succeeded());
        worker.end(acknowledged, TaskOutcome.succeeded());
        worker.receive(acknowledge(acknowledged, true));
        var startedAt = Micros.of(TestingWorker.ORIGIN.plus(worker.elapsed()));
        worker.clear();

        worker.reconnect();

        assertThat(worker.sent())
                .filteredOn(WorkerFrame::hasHello)
                .singleElement()
                .satisfies(frame -> assertThat(frame.getHello().getHoldingList())
                        .allSatisfy(
                                held -> assertThat(held.getStartedAtMicros()).isEqualTo(startedAt))
                        .extracting(held -> AttemptKey.of(held.getAttempt()))
                        .containsExactly(RUN, done));
    }

    @Test
    void a_result_that_is_not_accepted_is_forgotten_and_mentioned() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());

        worker.receive(acknowledge(RUN, false));
        worker.reconnect();

        assertThat(worker.reported()).isEmpty();
        assertThat(worker.notices()).contains(new Notice.ResultNotAccepted(RUN, "stale token"));
    }

    @ParameterizedTest
    @EnumSource(
            value = StopReason.class,
            names = {"STOP_REASON_CANCELLED", "STOP_REASON_TIMED_OUT"})
    void a_task_that_ends_because_it_was_told_to_is_reported_as_stopped(StopReason reason) {
        worker.receive(assign(RUN));

        worker.receive(stop(RUN, reason));
        worker.receive(stop(RUN, reason));
        worker.fail(RUN);

        assertThat(worker.wanted(StopTask.class)).hasSize(1);
        assertThat(worker.reported()).extracting(Result::getOutcome).containsExactly(Outcome.OUTCOME_STOPPED);
    }

    @Test
    void a_task_that_finished_before_it_noticed_the_stop_has_succeeded() {
        worker.receive(assign(RUN));

        worker.receive(stop(RUN, StopReason.STOP_REASON_CANCELLED));
        worker.end(RUN, TaskOutcome.succeeded("1"));

        assertThat(worker.reported()).extracting(Result::getOutcome).containsExactly(Outcome.OUTCOME_SUCCEEDED);
    }

    @Test
    void a_task_that_says_it_was_stopped_when_it_was_not_has_failed() {
        worker.receive(assign(RUN));

        worker.end(RUN, new TaskOutcome.Stopped());

        assertThat(worker.reported()).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(result.getFailure().getCode()).isEqualTo("TASK_STOPPED");
        });
    }

    @Test
    void a_superseded_attempt_is_stopped_and_forgotten() {
        worker.receive(assign(RUN));

        worker.receive(stop(RUN, StopReason.STOP_REASON_SUPERSEDED));
        worker.fail(RUN);
        worker.clear();
        worker.reconnect();

        assertThat(worker.reported()).isEmpty();
        assertThat(worker.sent())
                .filteredOn(WorkerFrame::hasHello)
                .allSatisfy(
                        frame -> assertThat(frame.getHello().getHoldingList()).isEmpty());
    }

    @Test
    void the_kept_result_of_a_superseded_attempt_is_forgotten() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());

        worker.receive(stop(RUN, StopReason.STOP_REASON_SUPERSEDED));
        worker.reconnect();

        assertThat(worker.reported()).isEmpty();
    }

    @Test
    void a_stop_for_an_attempt_that_is_not_here_changes_nothing() {
        var effects = worker.receive(stop(RUN, StopReason.STOP_REASON_CANCELLED));

        assertThat(effects).isEmpty();
    }
}
