package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.recall;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Effect.StopTask;
import io.carillon.worker.task.TaskOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a worker says and does when another node has taken over what it works for. */
class TakeOverTest {

    private static final AttemptKey RUNNING = attempt("run-1", 5, 1);
    private static final AttemptKey DONE = attempt("run-2", 5, 1);
    private static final AttemptKey STORED = attempt("run-3", 5, 1);

    private final TestingWorker worker = TestingWorker.connected();

    private void work() {
        List.of(RUNNING, DONE, STORED).forEach(attempt -> worker.receive(assign(attempt)));
        worker.end(DONE, TaskOutcome.succeeded("2"));
        worker.end(STORED, TaskOutcome.succeeded("3"));
        worker.reported();
        worker.receive(acknowledge(STORED, true));
        worker.clear();
    }

    @Test
    void a_recall_is_answered_with_what_is_held_and_then_with_the_results_that_nobody_acknowledged() {
        work();

        worker.receive(recall());

        assertThat(worker.sent())
                .singleElement()
                .extracting(WorkerFrame::getHolding)
                .satisfies(holding -> assertThat(holding.getHoldingList())
                        .extracting(Held::getAttempt)
                        .containsExactly(RUNNING.toAttempt(), DONE.toAttempt()));
        assertThat(worker.reported()).extracting(Result::getAttempt).containsExactly(DONE.toAttempt());
        assertThat(worker.wanted(RunTask.class)).isEmpty();
    }

    @Test
    void the_new_owner_may_give_it_again_what_it_has_and_nothing_runs_twice() {
        work();
        worker.receive(recall());

        worker.receive(assign(RUNNING));
        worker.receive(assign(DONE));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
    }

    @Test
    void what_the_former_owner_still_hands_out_is_refused_once_the_new_one_was_heard() {
        work();
        var next = attempt("run-1", 6, 2);
        worker.receive(assign(next));
        worker.clear();

        worker.receive(assign(attempt("run-1", 5, 3)));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
        assertThat(worker.wanted(StopTask.class)).isEmpty();
        assertThat(worker.reported())
                .anySatisfy(result -> assertThat(result.getFailure().getCode()).isEqualTo("STALE_TOKEN"));
    }

    @Test
    void what_the_new_owner_hands_out_afresh_takes_the_place_of_what_runs() {
        work();

        worker.receive(assign(attempt("run-1", 6, 2)));
        worker.fail(RUNNING);

        assertThat(worker.wanted(StopTask.class)).extracting(StopTask::attempt).containsExactly(RUNNING);
        assertThat(worker.reported()).extracting(Result::getAttempt).doesNotContain(RUNNING.toAttempt());
    }
}
