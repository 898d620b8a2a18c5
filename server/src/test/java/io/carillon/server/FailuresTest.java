package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes after a failure, requests for many runs, and earlier versions, as anybody asks for them. */
class FailuresTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    /** Nothing listens there. */
    private static final String FAILING = "{\"type\": \"http\", \"app\": \"test\", \"url\": \"http://127.0.0.1:1/\"}";

    private static final String NOOP = "{\"type\": \"noop\", \"app\": \"test\"}";
    private static final String ONCE = "\"retry\": {\"maxAttempts\": 1}";

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

    private static String trigger(String job) {
        return carillon.post(JOBS + "/" + job + ":trigger", "{\"params\": {\"order\": 7}}")
                .text("id");
    }

    private static TestingServer.Answer until(String run, String state) throws InterruptedException {
        return carillon.until(RUNS + "/" + run, answer -> answer.text("state").equals(state));
    }

    private static String deadLetter(String job) throws InterruptedException {
        carillon.create(job, "{" + ONCE + ", \"task\": " + FAILING + "}");
        String run = trigger(job);
        until(run, "FAILED");
        return run;
    }

    private static List<String> ids(TestingServer.Answer list) {
        return items(list, "items").stream().map(item -> text(item, "id")).toList();
    }

    private static List<Json> items(TestingServer.Answer answer, String member) {
        return ((Json.Arr) answer.json().get(member).orElseThrow()).items();
    }

    private static String text(Json object, String member) {
        return ((Json.Str) ((Json.Obj) object).get(member).orElseThrow()).value();
    }

    @Test
    void a_run_that_failed_for_good_is_made_up_for_and_the_two_know_each_other() throws Exception {
        carillon.create("refund", "{\"task\": " + NOOP + "}");
        carillon.create("charge", "{" + ONCE + ", \"onFailure\": {\"job\": \"refund\"}, \"task\": " + FAILING + "}");

        var failed = until(trigger("charge"), "FAILED");
        var mend = until(failed.text("compensatedBy"), "SUCCEEDED");

        assertThat(mend.text("job")).isEqualTo("refund");
        assertThat(mend.text("compensationOf")).isEqualTo(failed.text("id"));
        assertThat(mend.body())
                .contains("\"cause\":{\"type\":\"compensation\",\"of\":\"" + failed.text("id") + "\"}")
                .contains("\"params\":{\"order\":7}");
        assertThat(failed.json().get("dead")).isEmpty();
        assertThat(carillon.get(JOBS + "/charge").body()).contains("\"onFailure\":{\"job\":\"refund\"}");
    }

    @Test
    void a_dead_letter_is_listed_rerun_once_for_a_key_and_then_off_the_list() throws Exception {
        String run = deadLetter("hopeless");
        var dead = carillon.get(RUNS + "/" + run);
        var listed = carillon.get(RUNS + "?dead=true&job=hopeless");

        var first = carillon.post(RUNS + "/" + run + ":rerun", "{\"params\": {\"n\": 2}}", "Idempotency-Key", "k");
        var second = carillon.post(RUNS + "/" + run + ":rerun", "{\"key\": \"k\"}");

        assertThat(dead.json().get("dead")).contains(Json.of(true));
        assertThat(dead.text("deadReason")).isEqualTo("noCompensation");
        assertThat(ids(listed)).containsExactly(run);
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.body()).contains("\"params\":{\"order\":7,\"n\":2}");
        assertThat(first.text("rerunOf")).isEqualTo(run);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
        assertThat(carillon.get(RUNS + "/" + run).text("rerunBy")).isEqualTo(first.text("id"));
        until(first.text("id"), "FAILED");
        assertThat(ids(carillon.get(RUNS + "?dead=true&job=hopeless"))).containsExactly(first.text("id"));
    }

    @Test
    void a_dead_letter_is_discarded_and_what_is_none_is_not() throws Exception {
        String run = deadLetter("unwanted");
        carillon.create("fine", "{\"task\": " + NOOP + "}");
        String fine = trigger("fine");
        until(fine, "SUCCEEDED");

        var discarded = carillon.post(RUNS + "/" + run + ":discard", "");
        var again = carillon.post(RUNS + "/" + run + ":discard", "");
        var refused = carillon.post(RUNS + "/" + fine + ":discard", "");

        assertThat(List.of(discarded.status(), again.status(), refused.status()))
                .containsExactly(200, 200, 409);
        assertThat(discarded.text("discardedAt")).isEqualTo(again.text("discardedAt"));
        assertThat(refused.text("code")).isEqualTo("not-dead");
        assertThat(ids(carillon.get(RUNS + "?dead=true&job=unwanted"))).isEmpty();
    }

    @Test
    void a_rerun_needs_a_run_that_has_ended_and_a_job_that_is_there() throws Exception {
        carillon.create("later", "{\"task\": " + NOOP + "}");
        String waiting = carillon.post(JOBS + "/later:trigger", "{\"at\": \"2100-01-01T00:00:00Z\"}")
                .text("id");
        String orphan = deadLetter("deleted");
        carillon.delete(JOBS + "/deleted");

        var notEnded = carillon.post(RUNS + "/" + waiting + ":rerun", "{}");
        var deleted = carillon.post(RUNS + "/" + orphan + ":rerun", "{}");
        var unknown = carillon.post(RUNS + "/0000000000001:rerun", "{}");
        var wrong = carillon.post(RUNS + "/" + orphan + ":rerun", "{\"prams\": {}, \"at\": \"soon\"}");

        assertThat(List.of(notEnded.text("code"), deleted.text("code"), unknown.text("code")))
                .containsExactly("run-not-ended", "job-deleted", "run-not-found");
        assertThat(List.of(notEnded.status(), deleted.status(), unknown.status(), wrong.status()))
                .containsExactly(409, 409, 404, 422);
        assertThat(wrong.body()).contains("\"/prams\"", "did you mean 'params'", "\"/at\"");
    }

    @Test
    void a_definition_that_can_make_up_for_nothing_is_refused_by_its_pointer() {
        var unknown = carillon.post(
                JOBS, TestingServer.job("lonely", "{\"onFailure\": {\"job\": \"nobody\"}, \"task\": " + NOOP + "}"));
        var itself = carillon.post(
                JOBS, TestingServer.job("vain", "{\"onFailure\": {\"job\": \"vain\"}, \"task\": " + NOOP + "}"));
        var codes = carillon.post(
                JOBS, TestingServer.job("odd", "{\"retry\": {\"neverOn\": [\"A\", 7]}, \"task\": " + NOOP + "}"));

        assertThat(List.of(unknown.status(), itself.status(), codes.status())).containsOnly(422);
        assertThat(unknown.body()).contains("\"pointer\":\"/spec/onFailure/job\",\"code\":\"unknown-job\"");
        assertThat(itself.body()).contains("\"pointer\":\"/spec/onFailure/job\",\"code\":\"compensation-cycle\"");
        assertThat(codes.body()).contains("\"pointer\":\"/spec/retry/neverOn/1\"");
    }

    @Test
    void only_true_or_false_can_be_said_of_dead_letters() {
        var answer = carillon.get(RUNS + "?dead=maybe");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("parameter 'dead'");
    }

    @Test
    void ten_thousand_runs_are_asked_for_at_once_and_a_repetition_gives_the_same() {
        carillon.create("bulk", "{\"task\": " + NOOP + "}");
        String runs = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"params\": {\"n\": " + i + ", \"text\": \"" + "x".repeat(200)
                        + "\"}, \"at\": \"2100-01-01T00:00:00Z\"}")
                .collect(Collectors.joining(","));
        String body = "{\"job\": \"bulk\", \"runs\": [" + runs + "]}";

        var first = carillon.post(RUNS + ":batch", body, "Idempotency-Key", "night");
        var second = carillon.post(RUNS + ":batch", body, "Idempotency-Key", "night");

        assertThat(first.status()).isEqualTo(201);
        assertThat(items(first, "ids")).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        String last = ((Json.Str) items(first, "ids").getLast()).value();
        assertThat(carillon.get(RUNS + "/" + last).body()).contains("\"n\":9999");
        carillon.delete(JOBS + "/bulk");
    }

    @Test
    void keys_of_a_batch_that_were_used_give_their_runs_and_the_others_are_made() {
        carillon.create("keyed", "{\"task\": " + NOOP + "}");
        String known = carillon.post(JOBS + "/keyed:trigger", "{\"key\": \"b\", \"at\": \"2100-01-01T00:00:00Z\"}")
                .text("id");

        var answer = carillon.post(
                RUNS + ":batch",
                "{\"job\": \"keyed\", \"runs\": [{\"key\": \"a\"}, {\"key\": \"b\"}, {}, {\"key\": \"a\"}]}");

        var ids = new ArrayList<String>();
        items(answer, "ids").forEach(id -> ids.add(((Json.Str) id).value()));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(ids.get(1)).isEqualTo(known);
        assertThat(ids.get(3)).isEqualTo(ids.get(0));
        assertThat(ids.subList(0, 3)).doesNotHaveDuplicates();
    }

    @Test
    void a_batch_with_a_mistake_makes_nothing_and_points_to_it() {
        carillon.create("strict", "{\"task\": " + NOOP + "}");

        var mistaken = carillon.post(
                RUNS + ":batch",
                "{\"job\": \"strict\", \"runs\": [{}, {\"at\": \"soon\"}, {\"priority\": 11}, {\"params\": 7}]}");
        var unknown = carillon.post(RUNS + ":batch", "{\"job\": \"nobody\", \"runs\": [{}]}");
        var empty = carillon.post(RUNS + ":batch", "{}");
        var tooMany =
                carillon.post(RUNS + ":batch", "{\"job\": \"strict\", \"runs\": [" + "{},".repeat(10_000) + "{}]}");

        assertThat(List.of(mistaken.status(), unknown.status(), empty.status(), tooMany.status()))
                .containsExactly(422, 404, 422, 422);
        assertThat(mistaken.body()).contains("\"/runs/1/at\"", "\"/runs/2/priority\"", "\"/runs/3/params\"");
        assertThat(empty.body()).contains("\"/job\"", "\"/runs\"");
        assertThat(tooMany.body()).contains("at most 10000, not 10001");
        assertThat(ids(carillon.get(RUNS + "?job=strict"))).isEmpty();
    }

    @Test
    void an_earlier_version_is_restored_as_a_new_one() {
        carillon.create("changing", "{\"priority\": 3, \"task\": " + NOOP + "}");
        carillon.put(JOBS + "/changing", TestingServer.job("changing", "{\"priority\": 8, \"task\": " + NOOP + "}"));

        var stale = carillon.post(JOBS + "/changing/versions/1:restore", "", "If-Match", "\"1\"");
        var restored = carillon.post(JOBS + "/changing/versions/1:restore", "", "If-Match", "\"2\"");
        var noVersion = carillon.post(JOBS + "/changing/versions/9:restore", "");
        var noJob = carillon.post(JOBS + "/nobody/versions/1:restore", "");

        assertThat(stale.status()).isEqualTo(412);
        assertThat(restored.status()).isEqualTo(200);
        assertThat(restored.response().headers().firstValue("ETag")).contains("\"3\"");
        assertThat(restored.body()).contains("\"priority\":3");
        assertThat(noVersion.text("code")).isEqualTo("version-not-found");
        assertThat(noJob.text("code")).isEqualTo("job-not-found");
    }

    @Test
    void a_restored_version_is_checked_like_an_edit() {
        carillon.create("helper", "{\"task\": " + NOOP + "}");
        carillon.create("helped", "{\"onFailure\": {\"job\": \"helper\"}, \"task\": " + NOOP + "}");
        carillon.put(JOBS + "/helped", TestingServer.job("helped", "{\"task\": " + NOOP + "}"));
        carillon.delete(JOBS + "/helper");

        var refused = carillon.post(JOBS + "/helped/versions/1:restore", "");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("unknown-job");
    }

    @Test
    void the_metrics_count_what_came_after_failures() throws Exception {
        deadLetter("counted");

        var metrics = carillon.manage("/actuator/prometheus").body();

        assertThat(metrics)
                .contains("carillon_compensations_total")
                .contains("carillon_purged_total")
                .containsPattern("carillon_dead_letters_total\\{reason=\"no_compensation\"\\} [1-9]");
    }
}
