package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.RetryLaterException;
import io.carillon.worker.task.SkipException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a handler can say while it works, as those see it who look at its run. */
@Timeout(120)
class HandlersTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final Queue<String> KEYS = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger CHARGES = new AtomicInteger();
    private static final AtomicInteger PATIENCE = new AtomicInteger();
    private static final CountDownLatch SHOWN = new CountDownLatch(1);

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static Worker worker;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.connected(Worker.builder()
                .app("test")
                .slots(8)
                .handler("charge", Map.class, (_, run) -> charge(run))
                .handler("idle", Map.class, (_, _) -> {
                    throw new SkipException("no orders today");
                })
                .handler("patient", Map.class, (_, _) -> patient())
                .handler("hopeless", Map.class, (_, _) -> {
                    throw new NonRetryableException("the account is closed");
                })
                .handler("slow", Map.class, (_, run) -> {
                    run.progress(3, 10, "orders of March");
                    SHOWN.await();
                    return null;
                }));
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    /** Charges once, and fails the first time after that. */
    private static Object charge(JobContext run) throws Exception {
        String receipt = run.once("charge", String.class, () -> {
            KEYS.add(run.idempotencyKey("charge"));
            return "receipt " + CHARGES.incrementAndGet();
        });
        run.once("mail", () -> KEYS.add(run.idempotencyKey("mail")));
        if (run.attempt().number() == 1) {
            throw new IllegalStateException("after the charge");
        }
        return receipt;
    }

    private static Object patient() {
        if (PATIENCE.incrementAndGet() == 1) {
            throw new RetryLaterException(Duration.ofSeconds(1), "the file is not there");
        }
        return PATIENCE.get();
    }

    private static String begin(String handler, String app, String retry) {
        carillon.create(
                handler,
                "{\"retry\": " + retry + ", \"task\": {\"type\": \"handler\", \"app\": \"" + app + "\", \"handler\": \""
                        + handler + "\"}}");
        return RUNS + "/"
                + carillon.post(JOBS + "/" + handler + ":trigger", "{}").text("id");
    }

    private static TestingServer.Answer until(String run, String state) throws InterruptedException {
        return carillon.until(run, answer -> answer.text("state").equals(state));
    }

    @Test
    void a_worker_that_is_killed_leaves_its_checkpoint_to_another() throws Exception {
        Process doomed = startDoomed();
        String run;
        try {
            carillon.until("/api/v1/workers", answer -> answer.body().contains("\"doomed\""));
            run = begin("import", SavingHandlers.APP, "{\"maxAttempts\": 3, \"initial\": \"10ms\"}");
            carillon.until(run, answer -> answer.body().contains("\"note\":\"row " + SavingHandlers.REACHED + "\""));
            untilSaved();
        } finally {
            doomed.destroyForcibly().waitFor();
        }

        try (Worker _ =
                carillon.connected(SavingHandlers.builder().handler("import", Map.class, SavingHandlers::goOn))) {
            var done = until(run, "SUCCEEDED");

            assertThat(done.json().get("result"))
                    .contains(Json.parse("{\"done\":" + SavingHandlers.REACHED + ",\"by\":\"doomed\"}"));
            assertThat(done.body()).contains("WORKER_LOST").doesNotContain("\"progress\"");
        }
    }

    /** It is acknowledged to nobody who could tell, but counted once it is durable. */
    private static void untilSaved() throws InterruptedException {
        assertThat(carillon.metricThatReaches("carillon_saved_total{what=\"checkpoint\"}", 1))
                .isOne();
    }

    private static Process startDoomed() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SavingHandlers.class.getName(),
                        "127.0.0.1:" + carillon.server().grpcPort(),
                        TestingServer.TOKEN)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(data.resolve("doomed.log").toFile()))
                .start();
    }

    @Test
    void a_step_that_was_done_is_not_done_again_by_the_next_attempt() throws Exception {
        String run = begin("charge", "test", "{\"maxAttempts\": 3, \"initial\": \"10ms\"}");

        var done = until(run, "SUCCEEDED");

        String id = done.text("id");
        assertThat(done.json().get("attempt")).contains(Json.of(2));
        assertThat(done.text("result")).isEqualTo("receipt 1");
        assertThat(KEYS).containsExactly(id + ":charge", id + ":mail");
        assertThat(carillon.metricThatReaches("carillon_saved_total{what=\"step\"}", 2))
                .isEqualTo(2);
    }

    @Test
    void a_handler_that_finds_nothing_to_do_skips_its_run() throws Exception {
        String run = begin("idle", "test", "{\"maxAttempts\": 3}");

        var skipped = until(run, "SKIPPED");

        assertThat(skipped.text("reason")).isEqualTo("task");
        assertThat(skipped.text("note")).isEqualTo("no orders today");
        assertThat(skipped.json().members()).containsKeys("worker", "startedAt", "finishedAt");
        assertThat(skipped.body()).contains("\"code\":\"task\"");
        assertThat(carillon.metricThatReaches("carillon_skips_total{reason=\"task\"}", 1))
                .isEqualTo(1);
    }

    @Test
    void a_handler_puts_its_run_off_without_using_up_an_attempt() throws Exception {
        String run = begin("patient", "test", "{\"maxAttempts\": 1}");

        var resting = carillon.until(run, answer -> answer.body().contains("\"reason\":\"postponed\""));
        var done = until(run, "SUCCEEDED");

        assertThat(resting.text("state")).isEqualTo("SCHEDULED");
        assertThat(resting.body()).contains("the file is not there");
        assertThat(done.json().get("result")).contains(Json.of(2));
        assertThat(done.body()).contains("\"code\":\"POSTPONED\"");
        assertThat(carillon.metricThatReaches("carillon_attempts_postponed_total", 1))
                .isEqualTo(1);
    }

    @Test
    void a_handler_that_sees_no_hope_fails_for_good() throws Exception {
        String run = begin("hopeless", "test", "{\"maxAttempts\": 5, \"initial\": \"10ms\"}");

        var failed = until(run, "FAILED");

        assertThat(failed.json().get("attempt")).contains(Json.of(1));
        assertThat(failed.body()).contains("the account is closed");
    }

    @Test
    void how_far_a_handler_is_shows_while_it_runs() throws Exception {
        String run = begin("slow", "test", "{\"maxAttempts\": 1}");

        var running = carillon.until(run, answer -> answer.body().contains("\"progress\""));
        SHOWN.countDown();

        assertThat(running.text("state")).isEqualTo("RUNNING");
        assertThat(running.body())
                .contains("\"progress\":{\"done\":3,\"total\":10,\"note\":\"orders of March\",\"at\":\"");
        assertThat(until(run, "SUCCEEDED").json().members()).doesNotContainKey("progress");
    }
}
