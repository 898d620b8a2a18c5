package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.client.AttemptView;
import io.carillon.client.RunErrorView;
import io.carillon.model.run.RunStatus;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.RetryLaterException;
import io.carillon.worker.task.SkipException;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutcomesTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private final CarillonTest carillon = CarillonTest.startingAt(START);

    @AfterEach
    void close() {
        carillon.close();
    }

    record Params(int orders) {}

    record Position(int row) {}

    record None() {}

    @Test
    void params_come_as_an_object_and_the_result_goes_as_one() {
        carillon.handler("count", Params.class, (params, run) -> new Params(params.orders() + 1));
        carillon.job(Jobs.named("count"));

        TestRun run = carillon.trigger("count", new Params(4)).await();

        assertThat(run.expect(RunStatus.SUCCEEDED).result(Params.class)).isEqualTo(new Params(5));
        assertThat(run.params(Params.class)).isEqualTo(new Params(4));
    }

    @Test
    void what_a_handler_leaves_to_others_ends_when_they_call_back() {
        var begun = new ArrayList<URI>();
        carillon.handler("render", None.class, (params, run) -> {
            begun.add(run.callbackUrl().orElseThrow());
            return TaskOutcome.awaitCallback();
        });
        carillon.job(Jobs.named("render", "timeout: 2h"));
        TestRun run = carillon.trigger("render");
        carillon.advance(Duration.ofHours(1));
        var meanwhile = run.now().reason();

        boolean counted = carillon.callBack(begun.getFirst(), TaskOutcome.succeeded("{\"orders\": 7}"));
        boolean again = carillon.callBack(begun.getFirst(), TaskOutcome.failed("LATE", "too late"));

        assertThat(meanwhile).isEqualTo("awaitingCallback");
        assertThat(run.now().expect(RunStatus.SUCCEEDED).result(Params.class)).isEqualTo(new Params(7));
        assertThat(counted).isTrue();
        assertThat(again).isFalse();
    }

    @Test
    void who_calls_an_address_that_nobody_has_given_out_is_told_so() {
        assertThatThrownBy(() -> carillon.callBack(URI.create("https://carillon.test/x"), TaskOutcome.succeeded()))
                .hasMessageContaining("no handler of this test has given out https://carillon.test/x");
    }

    @Test
    void a_failure_is_tried_again_after_the_pause_of_the_policy() {
        carillon.handler("import", None.class, (params, run) -> {
            if (run.attempt().number() < 3) {
                throw new IllegalStateException("not yet");
            }
            return null;
        });
        carillon.job(Jobs.named("import", "retry: {maxAttempts: 3, backoff: fixed, initial: 10s, jitter: 0}"));

        TestRun run = carillon.trigger("import").await();

        assertThat(run.expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(3);
        assertThat(run.failures()).extracting(AttemptView::endedAt).containsExactly(START, START.plusSeconds(10));
        assertThat(run.finishedAt()).isEqualTo(START.plusSeconds(20));
    }

    @Test
    void a_failure_that_no_other_attempt_can_mend_ends_the_run() {
        carillon.handler("import", None.class, (params, run) -> {
            throw new NonRetryableException("the file is empty");
        });
        carillon.job(Jobs.named("import"));

        TestRun run = carillon.trigger("import").await();

        assertThat(run.expect(RunStatus.FAILED).attempt()).isEqualTo(1);
        assertThat(run.error()).extracting(RunErrorView::message).isEqualTo("NonRetryableException: the file is empty");
    }

    @Test
    void a_handler_may_find_that_there_is_nothing_to_do() {
        carillon.handler("import", None.class, (params, run) -> {
            throw new SkipException("no file today");
        });
        carillon.job(Jobs.named("import"));

        TestRun run = carillon.trigger("import").await();

        assertThat(run.expect(RunStatus.SKIPPED).reason()).isEqualTo("task");
    }

    @Test
    void a_handler_may_ask_to_be_called_again_later() {
        carillon.handler("import", None.class, (params, run) -> {
            if (carillon.now().isBefore(START.plusSeconds(3_000))) {
                throw new RetryLaterException(Duration.ofMinutes(20), "the file is not there yet");
            }
            return null;
        });
        carillon.job(Jobs.named("import", "retry: {maxAttempts: 1}"));

        TestRun run = carillon.trigger("import").await(Duration.ofHours(2));

        assertThat(run.expect(RunStatus.SUCCEEDED).finishedAt()).isEqualTo(START.plusSeconds(3_600));
        assertThat(run.attempt()).isEqualTo(4);
    }

    @Test
    void a_run_that_is_cancelled_stops_its_handler() {
        var calls = carillon.handler("import", None.class, (params, run) -> "never said")
                .takes(Duration.ofHours(2));
        carillon.job(Jobs.named("import"));
        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofMinutes(1));

        carillon.cancel(run);

        assertThat(run.now().expect(RunStatus.CANCELLED).finishedAt()).isEqualTo(START.plusSeconds(60));
        assertThat(calls.calls()).isEqualTo(1);
    }

    @Test
    void a_checkpoint_is_there_for_the_next_attempt() {
        var begunAt = new ArrayList<Integer>();
        carillon.handler("import", None.class, (params, run) -> {
            int row = run.checkpoint(Position.class).map(Position::row).orElse(0);
            begunAt.add(row);
            run.checkpoint(new Position(row + 100));
            if (row < 200) {
                throw new IllegalStateException("the connection broke");
            }
            return null;
        });
        carillon.job(Jobs.named("import", "retry: {maxAttempts: 5, initial: 1s}"));

        carillon.trigger("import").await().expect(RunStatus.SUCCEEDED);

        assertThat(begunAt).containsExactly(0, 100, 200);
    }

    @Test
    void a_step_that_was_done_is_not_done_again() {
        var charged = new ArrayList<String>();
        carillon.handler("order", None.class, (params, run) -> {
            String receipt = run.once("charge", String.class, () -> {
                charged.add(run.runId());
                return "receipt " + charged.size();
            });
            if (run.attempt().number() == 1) {
                throw new IllegalStateException("the mail server is away");
            }
            return receipt;
        });
        carillon.job(Jobs.named("order", "retry: {maxAttempts: 2, initial: 1s}"));

        TestRun run = carillon.trigger("order").await().expect(RunStatus.SUCCEEDED);

        assertThat(charged).hasSize(1);
        assertThat(run.result(String.class)).isEqualTo("receipt 1");
    }

    @Test
    void progress_shows_while_the_handler_works() {
        carillon.handler("import", None.class, (params, run) -> {
            run.progress(300, 1_000, "orders of March");
            carillon.sleep(Duration.ofMinutes(1));
            return null;
        });
        carillon.job(Jobs.named("import"));

        TestRun run = carillon.trigger("import");
        carillon.advance(Duration.ofSeconds(10));

        assertThat(run.now().view().progress()).hasToString("300 of 1000 (30 %), orders of March");
    }

    @Test
    void what_a_handler_says_is_in_the_log_of_its_run() {
        carillon.handler("import", None.class, (params, run) -> {
            run.log("begins");
            LoggerFactory.getLogger("shop.Import").warn("a row was odd");
            return null;
        });
        carillon.job(Jobs.named("import"));

        TestRun run = carillon.trigger("import").await();
        carillon.advance(Duration.ofSeconds(1));

        assertThat(run.now().log()).containsExactly("begins", "a row was odd");
    }

    @Test
    void shards_are_done_each_by_an_attempt_of_its_own() {
        var parts = new ArrayList<Integer>();
        carillon.handler("import", None.class, (params, run) -> parts.add(run.shardIndex()));
        carillon.job(Jobs.named("import", "routing: {shards: 3}"));

        TestRun run = carillon.trigger("import").await();

        assertThat(run.expect(RunStatus.SUCCEEDED).view().shards()).hasSize(3);
        assertThat(parts).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void a_job_is_paused_resumed_and_deleted() {
        var handler = carillon.handler("tick", None.class, (params, run) -> null);
        carillon.job(Jobs.named("tick", "triggers: [{cron: '0 * * * * ?'}]", "misfire: {policy: skip}"));

        carillon.pause("tick");
        carillon.advance(Duration.ofMinutes(3));
        int whilePaused = handler.calls();
        carillon.resume("tick");
        carillon.advance(Duration.ofMinutes(2));
        carillon.delete("tick");
        carillon.advance(Duration.ofMinutes(2));

        assertThat(whilePaused).isZero();
        assertThat(handler.calls()).isEqualTo(2);
    }

    @Test
    void a_run_that_has_failed_is_run_again() {
        carillon.handler("import", None.class, (params, run) -> {
            if (carillon.now().equals(START)) {
                throw new NonRetryableException("too early");
            }
            return null;
        });
        carillon.job(Jobs.named("import"));
        TestRun failed = carillon.trigger("import").await().expect(RunStatus.FAILED);
        carillon.advance(Duration.ofMinutes(1));

        TestRun again = carillon.rerun(failed).await();

        assertThat(again.expect(RunStatus.SUCCEEDED).id()).isNotEqualTo(failed.id());
    }

    @Test
    void a_run_that_never_ends_says_what_it_waits_for() {
        carillon.job(Jobs.named("import"));
        carillon.addWorker("w2", "mail", worker -> worker.handler("other", None.class, (params, run) -> null));
        carillon.task(new Nothing());

        assertThatThrownBy(() -> carillon.trigger("import").await(Duration.ofMinutes(5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has not ended within PT5M")
                .hasMessageContaining("SCHEDULED")
                .hasMessageContaining("none of the 1 worker of app 'shop' has 'handler:import'");
    }

    @Test
    void an_assertion_that_fails_inside_a_handler_fails_the_test() {
        carillon.handler("import", None.class, (params, run) -> {
            assertThat(carillon.now()).isAfter(START);
            return null;
        });
        carillon.job(Jobs.named("import", "retry: {maxAttempts: 2, initial: 1s}"));

        assertThatThrownBy(() -> carillon.trigger("import"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("to be strictly after");
        carillon.advance(Duration.ofMinutes(1));

        assertThat(carillon.run("import").expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(2);
    }

    @Test
    void an_expectation_that_fails_tells_all_that_is_known_of_the_run() {
        carillon.handler("import", None.class, (params, run) -> {
            throw new IllegalStateException("the connection broke");
        });
        carillon.job(Jobs.named("import", "retry: {maxAttempts: 2, initial: 1s}"));
        TestRun run = carillon.trigger("import").await();

        assertThatThrownBy(() -> run.expect(RunStatus.SUCCEEDED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected a run that is SUCCEEDED")
                .hasMessageContaining("of default/import: FAILED")
                .hasMessageContaining("attempt 1 on w1, ended 2027-01-01T00:00:00Z: TASK_FAILED")
                .hasMessageContaining("the connection broke");
    }

    private static final class Nothing implements TaskType {

        @Override
        public String type() {
            return "nothing";
        }

        @Override
        public TaskOutcome run(String settings, JobContext run) {
            return TaskOutcome.succeeded();
        }
    }
}
