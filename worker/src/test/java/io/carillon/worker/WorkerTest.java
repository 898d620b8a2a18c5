package io.carillon.worker;

import static io.carillon.worker.TestingGateway.PATIENCE;
import static io.carillon.worker.TestingGateway.assignment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.testkit.net.TestingProxy;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.TaskOutcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers on real streams. */
@Timeout(60)
class WorkerTest {

    private static final String TOKEN = "s3cret";
    private static final int HEARTBEAT = 1_000;

    record CloseParams(int batch, String shop) {}

    record Closed(int closed, String by) {}

    private TestingGateway gateway;

    WorkerTest() throws IOException {
        gateway = TestingGateway.open(TOKEN);
    }

    @BeforeEach
    void portIsOpen() {
        assertThat(gateway.port()).isPositive();
    }

    @AfterEach
    void closeGateway() throws InterruptedException {
        gateway.close();
    }

    @Test
    void a_worker_shows_its_token_and_says_who_it_is() throws Exception {
        try (var worker =
                shop().workerId("worker-7").slots(3).label("zone", "sh-a").start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            var hello = session.frame(WorkerFrame::hasHello).getHello();

            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
            assertThat(worker.isConnected()).isTrue();
            assertThat(session.credential()).isEqualTo("Bearer " + TOKEN);
            assertThat(hello.getWorkerId()).isEqualTo("worker-7");
            assertThat(hello.getBootId()).isNotEmpty();
            assertThat(hello.getApp()).isEqualTo("shop");
            assertThat(hello.getSlots()).isEqualTo(3);
            assertThat(hello.getTaskTypesList()).containsExactly("handler:close");
            assertThat(hello.getLabelsMap()).isEqualTo(Map.of("zone", "sh-a"));
        }
    }

    @Test
    void a_handler_gets_a_record_and_gives_one_back() throws Exception {
        try (var worker = shop().start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            session.assign(close(1).setParamsJson("{\"batch\":500,\"shop\":\"上海 😀\",\"later\":true}"));

            var result = session.answer();
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(result.getResultJson()).isEqualTo("{\"closed\":500,\"by\":\"上海 😀\"}");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void params_that_are_no_such_record_fail_for_good() throws Exception {
        try (var worker = shop().start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            session.assign(close(1).setParamsJson("{\"batch\":\"many\"}"));

            var result = session.answer();
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(result.getFailure().getCode()).isEqualTo("INVALID_PARAMS");
            assertThat(result.getFailure().getMessage()).contains("batch");
            assertThat(result.getFailure().getRetryable()).isFalse();
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_handler_sees_its_run() throws Exception {
        var seen = new CompletableFuture<JobContext>();
        var start = Instant.parse("2027-03-01T00:00:00Z");
        var builder = empty().clock(() -> start).handler("look", Map.class, (params, run) -> seen.complete(run));
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            session.assign(assignment("run-1", 3, "handler:look")
                    .setScheduledAtMicros(1_800_000_000_123_456L)
                    .setDueAtMicros(1_800_000_001_000_000L)
                    .setTimeoutMillis(30_000)
                    .setShardIndex(2)
                    .setShardTotal(5)
                    .setParamsJson(""));

            var run = seen.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            session.answer();
            assertThat(run.runId()).isEqualTo("run-1");
            assertThat(run.attempt()).hasToString("1.3");
            assertThat(run.namespace()).isEqualTo("default");
            assertThat(run.job()).isEqualTo("nightly");
            assertThat(run.scheduledAt()).isEqualTo(Instant.parse("2027-01-15T08:00:00.123456Z"));
            assertThat(run.dueAt()).isEqualTo(Instant.parse("2027-01-15T08:00:01Z"));
            assertThat(run.deadline()).contains(start.plusSeconds(30));
            assertThat(run.shardIndex()).isEqualTo(2);
            assertThat(run.shardTotal()).isEqualTo(5);
            assertThat(run.paramsJson()).isEqualTo("{}");
            assertThat(run.isCancelled()).isFalse();
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void whatever_a_handler_throws_is_told() throws Exception {
        var builder = empty().handler("broken", Map.class, (params, run) -> {
                    throw new IOException("no \0 disk \uD800");
                })
                .handler("hopeless", Map.class, (params, run) -> {
                    throw new NonRetryableException("never");
                })
                .handler("deep", Map.class, (params, run) -> {
                    throw new StackOverflowError();
                });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            var broken =
                    session.assign(assignment("run-1", 1, "handler:broken")).answer();
            var hopeless =
                    session.assign(assignment("run-2", 1, "handler:hopeless")).answer();
            var deep = session.assign(assignment("run-3", 1, "handler:deep")).answer();

            assertThat(broken.getFailure().getCode()).isEqualTo("TASK_FAILED");
            assertThat(broken.getFailure().getMessage()).isEqualTo("IOException: no \\u0000 disk \uFFFD");
            assertThat(broken.getFailure().getDetail()).contains("WorkerTest");
            assertThat(broken.getFailure().getRetryable()).isTrue();
            assertThat(hopeless.getFailure().getRetryable()).isFalse();
            assertThat(deep.getFailure().getMessage()).isEqualTo("StackOverflowError");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_handler_may_say_by_itself_how_it_ended() throws Exception {
        var builder =
                empty().handler("sold", Map.class, (params, run) -> TaskOutcome.failed("SOLD_OUT", "nothing left"));
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            var result = session.assign(assignment("run-1", 1, "handler:sold")).answer();

            assertThat(result.getFailure().getCode()).isEqualTo("SOLD_OUT");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_result_of_a_hundred_megabytes_fails_and_the_worker_goes_on() throws Exception {
        var builder = shop().handler("huge", Map.class, (params, run) -> "x".repeat(100 << 20));
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT);

            var huge = session.assign(assignment("run-1", 1, "handler:huge")).answer();
            var next = session.assign(close(2)).answer();

            assertThat(huge.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
            assertThat(huge.getFailure().getCode()).isEqualTo("RESULT_TOO_LARGE");
            assertThat(next.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_stop_interrupts_the_handler() throws Exception {
        var begun = new CountDownLatch(1);
        var builder = empty().handler("wait", Map.class, (params, run) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT).assign(assignment("run-1", 1, "handler:wait"));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            session.stop(attempt("run-1"));

            assertThat(session.answer().getOutcome()).isEqualTo(Outcome.OUTCOME_STOPPED);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_stop_ends_a_handler_that_only_ever_asks() throws Exception {
        var begun = new CountDownLatch(1);
        var builder = empty().handler("spin", Map.class, (params, run) -> {
            begun.countDown();
            while (true) {
                run.throwIfCancelled();
                Thread.onSpinWait();
            }
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT).assign(assignment("run-1", 1, "handler:spin"));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            session.stop(attempt("run-1"));

            assertThat(session.answer().getOutcome()).isEqualTo(Outcome.OUTCOME_STOPPED);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_result_survives_a_restart_of_the_node_until_it_is_acknowledged() throws Exception {
        try (var worker = shop().start()) {
            var before = gateway.session().welcome(HEARTBEAT).assign(close(1)).result();
            restartGateway();

            var session = gateway.session().welcome(HEARTBEAT);
            var hello = session.frame(WorkerFrame::hasHello).getHello();
            var again = session.result();
            session.acknowledge(again).assign(close(2)).result();
            restartGateway();
            var lastHello = gateway.session().frame(WorkerFrame::hasHello).getHello();

            assertThat(hello.getHoldingList())
                    .extracting(held -> held.getAttempt())
                    .containsExactly(before.getAttempt());
            assertThat(again).isEqualTo(before);
            assertThat(lastHello.getHoldingList())
                    .extracting(held -> held.getAttempt().getRunId())
                    .containsExactly("run-2");
            assertThat(worker.workerId()).startsWith("shop-");
        }
    }

    @Test
    void a_task_outlives_the_node_that_handed_it_out() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var builder = empty().handler("wait", Map.class, (params, run) -> {
            begun.countDown();
            mayEnd.await();
            return Map.of("done", true);
        });
        try (var worker = builder.start()) {
            gateway.session().welcome(HEARTBEAT).assign(assignment("run-1", 1, "handler:wait"));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            restartGateway();
            var session = gateway.session().welcome(HEARTBEAT);
            var hello = session.frame(WorkerFrame::hasHello).getHello();
            mayEnd.countDown();

            assertThat(hello.getHoldingList()).hasSize(1);
            assertThat(session.answer().getResultJson()).isEqualTo("{\"done\":true}");
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_node_that_falls_silent_is_dialled_anew() throws Exception {
        try (var worker = shop().start()) {
            var silent = gateway.session().welcome(50);
            silent.frame(WorkerFrame::hasHeartbeat);

            silent.fallSilent();
            gateway.session().welcome(HEARTBEAT).assign(close(1)).answer();

            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_connection_that_only_looks_alive_is_left_for_a_new_one() throws Exception {
        try (var proxy = TestingProxy.to(gateway.port());
                var worker = shop().server("127.0.0.1:" + proxy.port()).start()) {
            gateway.session().welcome(500).frame(WorkerFrame::hasHeartbeat);

            proxy.freeze();
            var result = gateway.session().welcome(HEARTBEAT).assign(close(1)).answer();

            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(proxy.connections()).isGreaterThanOrEqualTo(2);
            assertThat(worker.isConnected()).isTrue();
        }
    }

    @Test
    void a_worker_may_be_started_before_its_node() throws Exception {
        int port = gateway.port();
        gateway.close();
        try (var worker = shop().start()) {
            assertThat(worker.awaitConnected(Duration.ofMillis(300))).isFalse();

            gateway = TestingGateway.openAt(port, TOKEN);
            gateway.session().welcome(HEARTBEAT);

            assertThat(worker.awaitConnected(PATIENCE)).isTrue();
        }
    }

    @Test
    void a_refusal_for_good_ends_the_worker_with_its_reason() throws Exception {
        try (var worker = shop().start()) {
            gateway.session().refuse("WORKER_ID_TAKEN", "another process uses this id");

            assertThatThrownBy(worker::awaitEnded)
                    .isInstanceOfSatisfying(
                            WorkerException.class,
                            failure -> assertThat(failure.code()).isEqualTo("WORKER_ID_TAKEN"))
                    .hasMessage("WORKER_ID_TAKEN: another process uses this id");
            assertThat(worker.isConnected()).isFalse();
            assertThat(worker.awaitConnected(PATIENCE)).isFalse();
        }
    }

    @Test
    void a_wrong_token_ends_the_worker_and_is_not_repeated_in_the_message() {
        try (var worker = shop().token("wrong-t0ken").start()) {

            assertThatThrownBy(worker::awaitEnded)
                    .isInstanceOfSatisfying(
                            WorkerException.class,
                            failure -> assertThat(failure.code()).isEqualTo("UNAUTHENTICATED"))
                    .hasMessageContaining("the token is not known")
                    .hasMessageNotContaining("wrong-t0ken");
        }
    }

    @Test
    void a_drain_finishes_what_runs_and_waits_for_the_acknowledgement() throws Exception {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var builder = empty().handler("wait", Map.class, (params, run) -> {
            begun.countDown();
            mayEnd.await();
            return null;
        });
        try (var worker = builder.start()) {
            var session = gateway.session().welcome(HEARTBEAT).assign(assignment("run-1", 1, "handler:wait"));
            assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            var drained = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> drained.completeAsync(() -> drain(worker)));

            session.frame(WorkerFrame::hasDraining);
            var refused = session.assign(assignment("run-2", 1, "handler:wait")).result();
            mayEnd.countDown();
            var result = session.result();
            var early = drained.isDone();
            session.acknowledge(refused).acknowledge(result);

            assertThat(refused.getOutcome()).isEqualTo(Outcome.OUTCOME_REFUSED);
            assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_SUCCEEDED);
            assertThat(early).isFalse();
            assertThat(drained.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closing_hands_back_what_runs() throws Exception {
        var begun = new CountDownLatch(1);
        var builder = empty().handler("wait", Map.class, (params, run) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        var worker = builder.start();
        var session = gateway.session().welcome(HEARTBEAT).assign(assignment("run-1", 1, "handler:wait"));
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        worker.close();
        worker.close();

        var result = session.result();
        assertThat(result.getOutcome()).isEqualTo(Outcome.OUTCOME_FAILED);
        assertThat(result.getFailure().getCode()).isEqualTo("WORKER_LEFT");
    }

    @Test
    void workers_may_be_started_and_closed_over_and_over() throws Exception {
        for (int i = 0; i < 30; i++) {
            var worker = shop().start();
            if (i % 3 == 0) {
                gateway.session(worker.workerId()).welcome(HEARTBEAT);
                assertThat(worker.awaitConnected(PATIENCE)).isTrue();
            }

            worker.close();

            worker.awaitEnded();
            assertThat(worker.isConnected()).isFalse();
        }
    }

    private boolean drain(Worker worker) {
        try {
            return worker.drain(PATIENCE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void restartGateway() throws IOException, InterruptedException {
        int port = gateway.port();
        gateway.close();
        gateway = TestingGateway.openAt(port, TOKEN);
    }

    private WorkerBuilder empty() {
        return Worker.builder()
                .server("127.0.0.1:" + gateway.port())
                .token(TOKEN)
                .app("shop");
    }

    private WorkerBuilder shop() {
        return empty().handler("close", CloseParams.class, (params, run) -> new Closed(params.batch(), params.shop()));
    }

    private static io.carillon.protocol.v1.Assignment.Builder close(int run) {
        return assignment("run-" + run, 1, "handler:close").setParamsJson("{\"batch\":" + run + ",\"shop\":\"a\"}");
    }

    private static Attempt attempt(String run) {
        return Attempt.newBuilder().setRunId(run).setEpoch(1).setNumber(1).build();
    }
}
