package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.stop;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.StopReason;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Effect.StopTask;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker takes and what it refuses. */
class AssigningTest {

    private static final AttemptKey FIRST = attempt("run-1", 5, 2);

    private final TestingWorker worker = TestingWorker.connected();

    @Test
    void an_assignment_is_run_and_reported_as_started() {
        worker.receive(assign(FIRST));

        var frames = worker.flush();

        assertThat(worker.wanted(RunTask.class)).extracting(RunTask::attempt).containsExactly(FIRST);
        assertThat(frames)
                .singleElement()
                .satisfies(frame -> assertThat(frame.getReports().getStartedList())
                        .singleElement()
                        .satisfies(started -> assertThat(started.getAttempt()).isEqualTo(FIRST.toAttempt())));
    }

    @ParameterizedTest
    @CsvSource({"4, 9", "5, 1", "0, 2", "-1, 3"})
    void an_attempt_older_than_one_that_was_seen_is_refused(long epoch, int number) {
        worker.receive(assign(FIRST));
        worker.clear();

        worker.receive(assign(attempt("run-1", epoch, number)));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
        assertThat(worker.reported()).singleElement().satisfies(result -> refusedFor(result, "STALE_TOKEN"));
    }

    @Test
    void an_old_attempt_is_refused_even_after_the_newer_one_is_long_done() {
        worker.receive(assign(FIRST));
        worker.end(FIRST, TaskOutcome.succeeded());
        worker.receive(acknowledge(FIRST, true));
        worker.reconnect();
        worker.clear();

        worker.receive(assign(attempt("run-1", 5, 1)));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
        assertThat(worker.reported()).singleElement().satisfies(result -> refusedFor(result, "STALE_TOKEN"));
    }

    @Test
    void the_refusal_of_an_old_attempt_is_not_kept() {
        worker.receive(assign(FIRST));
        worker.receive(assign(attempt("run-1", 5, 1)));
        worker.reported();

        worker.reconnect();

        assertThat(worker.reported()).isEmpty();
    }

    @Test
    void the_same_assignment_twice_is_run_once() {
        worker.receive(assign(FIRST));

        worker.receive(assign(FIRST));
        worker.end(FIRST, TaskOutcome.succeeded());
        worker.receive(assign(FIRST));
        worker.receive(acknowledge(FIRST, true));
        worker.receive(assign(FIRST));

        assertThat(worker.wanted(RunTask.class)).hasSize(1);
        assertThat(worker.reported()).isEmpty();
    }

    @Test
    void tokens_of_one_run_say_nothing_about_another() {
        worker.receive(assign(FIRST));

        worker.receive(assign(attempt("run-2", 1, 1)));

        assertThat(worker.wanted(RunTask.class)).hasSize(2);
    }

    @Test
    void a_later_attempt_of_a_running_run_takes_its_place() {
        worker.receive(assign(FIRST));
        var later = attempt("run-1", 6, 1);

        worker.receive(assign(later));
        worker.fail(FIRST);

        assertThat(worker.wanted(StopTask.class)).extracting(StopTask::attempt).containsExactly(FIRST);
        assertThat(worker.wanted(RunTask.class)).extracting(RunTask::attempt).containsExactly(FIRST, later);
        assertThat(worker.reported()).isEmpty();
    }

    @Test
    void an_unknown_task_type_is_refused() {
        worker.receive(assign(FIRST, "teleport"));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
        assertThat(worker.reported()).singleElement().satisfies(result -> refusedFor(result, "UNKNOWN_TASK_TYPE"));
    }

    @Test
    void what_finds_no_slot_is_refused_until_one_is_free() {
        var narrow = TestingWorker.connected(1, Limits.DEFAULT);
        narrow.receive(assign(FIRST));
        narrow.receive(assign(attempt("run-2", 1, 1)));
        narrow.end(FIRST, TaskOutcome.succeeded());

        narrow.receive(assign(attempt("run-3", 1, 1)));

        assertThat(narrow.wanted(RunTask.class))
                .extracting(run -> run.attempt().runId())
                .containsExactly("run-1", "run-3");
        assertThat(narrow.reported()).anySatisfy(result -> refusedFor(result, "NO_SLOT"));
    }

    @Test
    void a_task_that_nobody_waits_for_holds_its_slot_until_it_ends() {
        var narrow = TestingWorker.connected(1, Limits.DEFAULT);
        narrow.receive(assign(FIRST));
        narrow.receive(stop(FIRST, StopReason.STOP_REASON_SUPERSEDED));

        narrow.receive(assign(attempt("run-2", 1, 1)));
        narrow.fail(FIRST);
        narrow.receive(assign(attempt("run-3", 1, 1)));

        assertThat(narrow.wanted(RunTask.class))
                .extracting(run -> run.attempt().runId())
                .containsExactly("run-1", "run-3");
    }

    @Test
    void a_draining_worker_refuses() {
        worker.receive(assign(FIRST));
        worker.step(new WorkerEvent.DrainRequested(Duration.ofMinutes(1)));

        worker.receive(assign(attempt("run-2", 1, 1)));

        assertThat(worker.wanted(RunTask.class)).hasSize(1);
        assertThat(worker.reported()).singleElement().satisfies(result -> refusedFor(result, "DRAINING"));
    }

    @Test
    void too_many_unacknowledged_results_close_the_door_until_some_are_acknowledged() {
        var limits = new Limits(100, 100, 100, 1 << 20, 1 << 20, 2, 10);
        var full = TestingWorker.connected(4, limits);
        for (var run : new String[] {"run-1", "run-2"}) {
            full.receive(assign(attempt(run, 1, 1)));
            full.end(attempt(run, 1, 1), TaskOutcome.succeeded());
        }
        full.reported();

        full.receive(assign(attempt("run-3", 1, 1)));
        var refusals = full.reported();
        full.receive(acknowledge(attempt("run-1", 1, 1), true));
        full.receive(assign(attempt("run-3", 1, 2)));

        assertThat(refusals).singleElement().satisfies(result -> refusedFor(result, "TOO_MUCH_UNACKNOWLEDGED"));
        assertThat(full.wanted(RunTask.class))
                .extracting(RunTask::attempt)
                .containsExactly(attempt("run-1", 1, 1), attempt("run-2", 1, 1), attempt("run-3", 1, 2));
    }

    @Test
    void the_tokens_of_runs_long_gone_are_forgotten_but_never_those_of_runs_that_are_held() {
        var forgetful = TestingWorker.connected(4, new Limits(100, 100, 100, 1 << 20, 1 << 20, 100, 2));
        forgetful.receive(assign(FIRST));
        for (int i = 0; i < 5; i++) {
            var other = attempt("other-" + i, 2, 2);
            forgetful.receive(assign(other));
            forgetful.end(other, TaskOutcome.succeeded());
            forgetful.receive(acknowledge(other, true));
        }
        forgetful.reported();
        forgetful.clear();

        forgetful.receive(assign(attempt("run-1", 1, 1)));
        forgetful.receive(assign(attempt("other-4", 1, 1)));
        forgetful.receive(assign(attempt("other-0", 1, 1)));

        assertThat(forgetful.wanted(RunTask.class))
                .extracting(run -> run.attempt().runId())
                .containsExactly("other-0");
    }

    private static void refusedFor(Result result, String code) {
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_REFUSED);
        assertThat(result.getFailure().getCode()).isEqualTo(code);
        assertThat(result.getFailure().getMessage()).isNotEmpty();
    }
}
