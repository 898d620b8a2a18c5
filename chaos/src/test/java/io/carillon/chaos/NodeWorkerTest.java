package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.client.RunView;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import io.carillon.testkit.net.TestingProxy;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker in another language, written from docs/protocol.md alone, beside a real server. */
@Timeout(120)
class NodeWorkerTest {

    @TempDir
    static Path data;

    private static @Nullable Installation carillon;
    private static Jobs jobs;
    private static Path installed;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(NodeWorker.isPossible(), "NOT TESTED: the worker in Node.js, as node or npm is not on the PATH");
        installed = NodeWorker.install(Path.of("target"));
        carillon = Installation.start(data);
        jobs = carillon.jobs();
    }

    @AfterAll
    static void stop() {
        if (carillon != null) {
            carillon.close();
        }
    }

    @Test
    void params_come_in_and_a_result_goes_out() throws Exception {
        try (var worker = launch("greeters", "greeter")) {
            RunId run = jobs.begin("greet", handler("greeters", "greet", "{\"name\": \"Grüß Gott 😀\"}"));

            RunView ended = jobs.await(run, RunStatus.SUCCEEDED);

            assertThat(ended.document().get("result"))
                    .hasValue(Json.parse(
                            "{\"greeting\": \"Hello, Grüß Gott 😀!\", \"runId\": \"" + run + "\", \"attempt\": 1}"));
            assertThat(ended.where().worker()).isEqualTo("greeter");
            assertThat(worker.drain()).as(worker.said()).isZero();
            jobs.awaitWorkers("greeters", workers -> workers.isEmpty());
        }
    }

    @Test
    void a_failure_has_its_code_and_is_not_tried_again_where_that_cannot_help() throws Exception {
        try (var _ = launch("refusers", "refuser")) {

            RunView ended = jobs.await(
                    jobs.begin("refuse", handler("refusers", "refuse", "{\"because\": \"sold out\"}")),
                    RunStatus.FAILED);

            var error = Optional.ofNullable(ended.error()).orElseThrow();
            assertThat(error.code()).isEqualTo("ORDER_REFUSED");
            assertThat(error.message()).isEqualTo("sold out");
            assertThat(ended.attempt()).isEqualTo(1);
        }
    }

    @Test
    void a_run_that_is_cancelled_ends_at_once() throws Exception {
        try (var worker = launch("waiters", "waiter")) {
            RunId run = jobs.begin("wait", handler("waiters", "wait", "{\"seconds\": 600}"));
            jobs.await(run, RunStatus.RUNNING);

            jobs.cancel(run);

            jobs.await(run, RunStatus.CANCELLED);
            jobs.awaitWorkers("waiters", workers -> workers.getFirst().running() == 0);
            assertThat(worker.drain()).as(worker.said()).isZero();
        }
    }

    @Test
    void what_a_killed_worker_was_doing_is_done_by_another() throws Exception {
        try (var victim = launch("mortals", "victim")) {
            RunId run = jobs.begin("survive", handler("mortals", "wait", "{\"seconds\": 5}"));
            jobs.await(run, RunStatus.RUNNING);

            victim.kill();
            try (var _ = NodeWorker.launch(installed, port(), "mortals", "heir")) {
                RunView ended = jobs.await(run, RunStatus.SUCCEEDED);

                assertThat(ended.where().worker()).isEqualTo("heir");
                assertThat(ended.attempt()).isEqualTo(2);
                assertThat(Jobs.failures(ended)).containsExactly("WORKER_LOST");
            }
        }
    }

    @Test
    void a_result_that_a_cut_swallowed_is_sent_again_over_a_new_connection() throws Exception {
        try (var proxy = TestingProxy.to(port());
                var worker = NodeWorker.launch(installed, proxy.port(), "cut", "cut-off")) {
            jobs.awaitWorkers("cut", workers -> workers.size() == 1);
            RunId run = jobs.begin("swallowed", handler("cut", "wait", "{\"seconds\": 2}"));
            jobs.await(run, RunStatus.RUNNING);

            proxy.freeze();
            RunView ended = jobs.await(run, RunStatus.SUCCEEDED);

            assertThat(ended.attempt()).isEqualTo(1);
            assertThat(ended.where().worker()).isEqualTo("cut-off");
            assertThat(worker.said()).contains("nothing was heard for three intervals");
            assertThat(worker.drain()).as(worker.said()).isZero();
        }
    }

    private static int port() {
        return Objects.requireNonNull(carillon).ports().grpc();
    }

    private static NodeWorker launch(String app, String id) throws Exception {
        var worker = NodeWorker.launch(installed, port(), app, id);
        jobs.awaitWorkers(app, workers -> workers.size() == 1);
        return worker;
    }

    private static String handler(String app, String name, String params) {
        return """
                {"task": {"type": "handler", "app": "%s", "handler": "%s", "params": %s}, "retry": {"initial": "10ms"}}""".formatted(app, name, params);
    }
}
