package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of runs that a worker is given, and what the metrics say of them. */
class RunsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    /** Nothing listens there. */
    private static final String FAILING = "{\"type\": \"http\", \"app\": \"test\", \"url\": \"http://127.0.0.1:1/\"}";

    private static final String ENDLESS = "{\"type\": \"noop\", \"app\": \"test\", \"millis\": 600000}";

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static Worker worker;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.worker("test");
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    /** Creates a job and asks for one run of it. */
    private static String begin(String name, String spec) {
        carillon.create(name, spec);
        return RUNS + "/" + carillon.post(JOBS + "/" + name + ":trigger", "{}").text("id");
    }

    private static TestingServer.Answer until(String run, String state) throws InterruptedException {
        return carillon.until(run, answer -> answer.text("state").equals(state));
    }

    private static String code(Json error) {
        return ((Json.Str) ((Json.Obj) error).get("code").orElseThrow()).value();
    }

    private static List<String> failedAttempts(TestingServer.Answer run) {
        return ((Json.Arr) run.json().get("attempts").orElseThrow())
                .items().stream()
                        .map(attempt -> code(((Json.Obj) attempt).get("error").orElseThrow()))
                        .toList();
    }

    @Test
    void a_task_that_fails_is_tried_as_often_as_its_policy_says_and_every_attempt_is_kept() throws Exception {
        String run =
                begin("failing", "{\"retry\": {\"maxAttempts\": 3, \"initial\": \"10ms\"}, \"task\": " + FAILING + "}");

        var failed = until(run, "FAILED");

        String code = code(failed.json().get("error").orElseThrow());
        assertThat(failed.json().get("attempt")).contains(Json.of(3));
        assertThat(failed.text("reason")).isEqualTo(code);
        assertThat(failedAttempts(failed)).hasSize(3).containsOnly(code);
        assertThat(failed.json().members()).containsKeys("startedAt", "finishedAt", "worker", "node");
    }

    @Test
    void between_two_attempts_a_run_says_what_went_wrong_and_when_it_goes_on() throws Exception {
        String run = begin(
                "resting",
                "{\"retry\": {\"maxAttempts\": 2, \"initial\": \"1h\", \"max\": \"1h\"}, \"task\": " + FAILING + "}");

        var resting = carillon.until(run, answer -> answer.body().contains("\"code\":\"retryPause\""));

        assertThat(resting.text("state")).isEqualTo("SCHEDULED");
        assertThat(resting.text("reason")).isEqualTo("retry");
        assertThat(resting.body()).contains("\"retryAt\":\"");
        assertThat(failedAttempts(resting)).hasSize(1);
        assertThat(carillon.post(run + ":cancel", "").text("state")).isEqualTo("CANCELLED");
    }

    @Test
    void a_task_that_takes_too_long_is_stopped_and_has_failed() throws Exception {
        String run =
                begin("slow", "{\"timeout\": \"100ms\", \"retry\": {\"maxAttempts\": 1}, \"task\": " + ENDLESS + "}");

        var failed = until(run, "FAILED");

        assertThat(code(failed.json().get("error").orElseThrow())).isEqualTo("TIMED_OUT");
    }

    @Test
    void a_run_that_a_worker_has_is_stopped_when_it_is_cancelled() throws Exception {
        String run = begin("stopped", "{\"task\": " + ENDLESS + "}");
        until(run, "RUNNING");

        var answer = carillon.post(run + ":cancel", "");
        var cancelled = until(run, "CANCELLED");
        var again = carillon.post(run + ":cancel", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(cancelled.json().members()).containsKeys("worker", "startedAt", "finishedAt");
        assertThat(again.status()).isEqualTo(409);
    }

    @Test
    void a_worker_is_listed_with_what_it_can_do() {
        var workers = carillon.get("/api/v1/workers");

        assertThat(workers.body())
                .contains("\"app\":\"test\"", "\"slots\":4", "\"state\":\"connected\"", "\"noop\"", "\"http\"");
    }

    @Test
    void metrics_have_the_names_that_dashboards_rely_on() throws Exception {
        String succeeded = begin("measured", "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}");
        until(succeeded, "SUCCEEDED");
        String failed = begin("measured-too", "{\"retry\": {\"maxAttempts\": 1}, \"task\": " + FAILING + "}");
        until(failed, "FAILED");

        String metrics = carillon.manage("/actuator/prometheus").body();

        assertThat(metrics)
                .containsPattern("carillon_runs_total\\{[^}]*outcome=\"succeeded\"[^}]*} [1-9]")
                .containsPattern("carillon_runs_total\\{[^}]*outcome=\"failed\"[^}]*} [1-9]")
                .contains("carillon_runs_total{outcome=\"cancelled\"}")
                .containsPattern("carillon_fire_lateness_seconds_bucket\\{.*le=")
                .containsPattern("carillon_fire_lateness_seconds_count [1-9]")
                .containsPattern("carillon_run_queue_seconds_count [1-9]")
                .containsPattern("carillon_run_duration_seconds_count [1-9]")
                .containsPattern("carillon_runs_active [0-9]")
                .containsPattern("carillon_backlog [0-9]")
                .contains("carillon_skips_total{reason=\"misfire\"}", "carillon_skips_total{reason=\"overlap\"}")
                .contains("carillon_worker_slots{state=\"total\"} 4.0")
                .contains("carillon_worker_slots{state=\"busy\"}")
                .contains("carillon_partitions_owned 256.0")
                .contains("carillon_lease_lost_total 0.0")
                .contains("carillon_fence_rejected_total 0.0")
                .containsPattern("carillon_commit_seconds_count [1-9]")
                .containsPattern("carillon_commit_batch_count [1-9]")
                .doesNotContain("measured");
    }

    @Test
    void health_says_that_the_node_is_up_and_what_it_owns() {
        var health = carillon.manage("/actuator/health");

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.body()).contains("\"UP\"", "\"partitions\":256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heapdump", "env", "beans", "configprops", "loggers", "threaddump", "shutdown"})
    void the_management_port_shows_nothing_that_could_give_a_secret_away(String endpoint) {
        assertThat(carillon.manage("/actuator/" + endpoint).status()).isEqualTo(404);
    }

    @Test
    @Timeout(20)
    void the_management_port_is_on_loopback_only() throws IOException {
        int port = carillon.server().managementPort();
        var outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();

        assertThat(canConnect(InetAddress.getLoopbackAddress(), port)).isTrue();
        assertThat(outside).noneMatch(address -> canConnect(address, port));
    }

    private static boolean canConnect(InetAddress address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) TimeUnit.SECONDS.toMillis(2));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
