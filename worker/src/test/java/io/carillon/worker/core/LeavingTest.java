package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.heartbeat;
import static io.carillon.worker.core.TestingNode.stop;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.Effect.End;
import io.carillon.worker.core.Effect.HangUp;
import io.carillon.worker.core.Effect.StopTask;
import io.carillon.worker.core.WorkerEvent.DrainRequested;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a worker goes. */
class LeavingTest {

    private static final AttemptKey RUN = attempt("run-1", 1, 1);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final TestingWorker worker = TestingWorker.connected();

    @Test
    void a_worker_with_nothing_to_do_leaves_at_once() {
        worker.step(new DrainRequested(LIMIT));

        assertThat(worker.sent().getLast().getDraining().getDone()).isTrue();
        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, true));
        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
    }

    @Test
    void a_worker_that_never_met_a_node_leaves_at_once() {
        var alone = new TestingWorker(4, Limits.DEFAULT);
        alone.step(new WorkerEvent.Began());
        alone.lose(Loss.UNREACHABLE);

        alone.step(new DrainRequested(LIMIT));

        assertThat(alone.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
    }

    @Test
    void what_runs_is_finished_reported_and_acknowledged_first() {
        worker.receive(assign(RUN));
        worker.step(new DrainRequested(LIMIT));
        var whileRunning = worker.wanted(End.class);

        worker.end(RUN, TaskOutcome.succeeded("1"));
        var results = worker.reported();
        var whileUnacknowledged = worker.wanted(End.class);
        worker.receive(acknowledge(RUN, true));

        assertThat(whileRunning).isEmpty();
        assertThat(results).extracting(Result::getOutcome).containsExactly(Outcome.OUTCOME_SUCCEEDED);
        assertThat(whileUnacknowledged).isEmpty();
        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
        assertThat(worker.wanted(StopTask.class)).isEmpty();
    }

    @Test
    void what_runs_have_said_is_told_first_as_long_as_there_is_time() {
        worker.step(new WorkerEvent.LogsWait(true));
        worker.step(new DrainRequested(LIMIT));
        var whileWaiting = worker.wanted(End.class);

        worker.step(new WorkerEvent.LogsWait(false));

        assertThat(whileWaiting).isEmpty();
        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
    }

    @Test
    void what_runs_have_said_keeps_no_worker_for_ever() {
        worker.step(new WorkerEvent.LogsWait(true));
        worker.step(new DrainRequested(LIMIT));
        worker.pass(LIMIT);
        worker.pass(Duration.ofMinutes(1));

        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
    }

    @Test
    void a_draining_worker_that_finds_a_node_again_says_so_again() {
        worker.receive(assign(RUN));
        worker.step(new DrainRequested(LIMIT));
        worker.clear();

        worker.reconnect();

        assertThat(worker.sent()).filteredOn(WorkerFrame::hasDraining).hasSize(1);
    }

    @Test
    void what_runs_past_the_limit_is_stopped_and_handed_back() {
        worker.receive(assign(RUN));
        worker.step(new DrainRequested(LIMIT));

        passAlive(LIMIT);
        worker.fail(RUN);
        var results = worker.reported();
        worker.receive(acknowledge(RUN, true));

        assertThat(worker.wanted(StopTask.class)).containsExactly(new StopTask(RUN));
        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(result.getFailure().getCode()).isEqualTo("WORKER_LEFT");
            assertThat(result.getFailure().getRetryable()).isTrue();
        });
        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(true)));
    }

    @Test
    void a_run_that_was_cancelled_before_the_worker_left_stays_cancelled() {
        worker.receive(assign(RUN));
        worker.receive(stop(RUN, StopReason.STOP_REASON_CANCELLED));
        worker.step(new DrainRequested(Duration.ZERO));

        worker.fail(RUN);

        assertThat(worker.reported()).extracting(Result::getOutcome).containsExactly(Outcome.OUTCOME_STOPPED);
    }

    @Test
    void a_task_that_will_not_stop_does_not_keep_the_worker() {
        worker.receive(assign(RUN));
        worker.step(new DrainRequested(LIMIT));

        passAlive(LIMIT);
        passAlive(Decisions.LEAVE_GRACE);

        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(false)));
        assertThat(worker.sent()).noneMatch(frame -> frame.getDraining().getDone());
    }

    @Test
    void a_node_that_does_not_come_back_does_not_keep_the_worker() {
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        worker.lose(Loss.CLOSED);
        worker.step(new DrainRequested(LIMIT));

        worker.pass(LIMIT);
        worker.pass(Decisions.LEAVE_GRACE);

        assertThat(worker.wanted(End.class)).containsExactly(new End(new Ending.Left(false)));
    }

    @Test
    void a_second_wish_to_leave_may_hurry_the_worker_but_not_hold_it_up() {
        worker.receive(assign(RUN));
        worker.step(new DrainRequested(LIMIT));

        worker.step(new DrainRequested(LIMIT.multipliedBy(2)));
        var wakeUp = worker.wakeUp();
        worker.step(new DrainRequested(Duration.ZERO));

        assertThat(wakeUp).isLessThanOrEqualTo(worker.elapsed().plus(LIMIT));
        assertThat(worker.wanted(StopTask.class)).containsExactly(new StopTask(RUN));
    }

    /** Lets time go by while the node is heard. */
    private void passAlive(Duration span) {
        for (var left = span; !left.isZero(); left = left.minusSeconds(1)) {
            worker.receive(heartbeat());
            worker.pass(Duration.ofSeconds(1));
        }
    }
}
