package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions, requests and the future, on a node to which no worker has come. */
class JobsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final String NOOP = "{\"task\": {\"type\": \"noop\", \"app\": \"idle\"}}";
    private static final String NIGHTLY =
            "{\"triggers\": [{\"cron\": \"0 3 * * *\"}], \"task\": {\"type\": \"noop\", \"app\": \"idle\"}}";

    @TempDir
    static Path data;

    private static TestingServer carillon;

    @BeforeAll
    static void start() {
        carillon = TestingServer.start(data);
        carillon.put("/api/v1/apps/idle", "");
    }

    @AfterAll
    static void stop() {
        carillon.close();
    }

    private static Optional<String> etag(TestingServer.Answer answer) {
        return answer.response().headers().firstValue("ETag");
    }

    private static List<String> texts(TestingServer.Answer page, String member) {
        var texts = new ArrayList<String>();
        for (Json item : ((Json.Arr) page.json().get("items").orElseThrow()).items()) {
            texts.add(((Json.Str) ((Json.Obj) item).get(member).orElseThrow()).value());
        }
        return texts;
    }

    private static List<Json> fires(TestingServer.Answer answer) {
        return ((Json.Arr) answer.json().get("fires").orElseThrow()).items();
    }

    @Test
    void a_definition_is_replaced_by_whoever_has_seen_its_version() {
        var created = carillon.create("replaced", NOOP);
        String body = TestingServer.job("replaced", NIGHTLY);

        var seen =
                carillon.put(JOBS + "/replaced", body, "If-Match", etag(created).orElseThrow());
        var late =
                carillon.put(JOBS + "/replaced", body, "If-Match", etag(created).orElseThrow());
        var foreign = carillon.put(JOBS + "/replaced", body, "If-Match", "\"abc\"");
        var any = carillon.put(JOBS + "/replaced", body);

        assertThat(List.of(seen.status(), late.status(), foreign.status(), any.status()))
                .containsExactly(200, 412, 412, 200);
        assertThat(late.text("code")).isEqualTo("version-changed");
        assertThat(List.of(etag(created), etag(seen), etag(any)))
                .containsExactly(Optional.of("\"1\""), Optional.of("\"2\""), Optional.of("\"3\""));
        assertThat(etag(carillon.get(JOBS + "/replaced"))).contains("\"3\"");
    }

    @Test
    void every_version_can_be_read_again() {
        carillon.create("versioned", NOOP);
        carillon.put(JOBS + "/versioned", TestingServer.job("versioned", NIGHTLY));

        var all = carillon.get(JOBS + "/versioned/versions");
        var first = carillon.get(JOBS + "/versioned/versions/1");

        assertThat(((Json.Arr) all.json().get("items").orElseThrow()).items()).hasSize(2);
        assertThat(first.body()).contains("\"version\":1").doesNotContain("0 3 * * *");
        assertThat(etag(first)).contains("\"1\"");
    }

    @Test
    void a_name_that_is_taken_is_a_conflict_and_a_repeated_creation_is_not() {
        String job = TestingServer.job("once", NOOP);
        carillon.post(JOBS, job, "Idempotency-Key", "k1");

        var plain = carillon.post(JOBS, job);
        var repeated = carillon.post(JOBS, job, "Idempotency-Key", "k1");
        var different = carillon.post(JOBS, TestingServer.job("once", NIGHTLY), "Idempotency-Key", "k1");

        assertThat(List.of(plain.status(), repeated.status(), different.status()))
                .containsExactly(409, 201, 409);
        assertThat(plain.text("code")).isEqualTo("job-exists");
        assertThat(etag(repeated)).contains("\"1\"");
    }

    @Test
    void a_paused_job_has_no_fires_until_it_is_resumed() {
        carillon.create("paused", NIGHTLY);

        var paused = carillon.post(JOBS + "/paused:pause", "");
        var none = carillon.get(JOBS + "/paused/fires");
        var again = carillon.post(JOBS + "/paused:pause", "");
        var resumed =
                carillon.send("POST", JOBS + "/paused:resume", null, "Authorization", "Bearer " + TestingServer.TOKEN);

        assertThat(List.of(paused.status(), again.status(), resumed.status())).containsOnly(200);
        assertThat(paused.body()).contains("\"paused\":true");
        assertThat(fires(none)).isEmpty();
        assertThat(resumed.body()).contains("\"paused\":false");
        assertThat(fires(carillon.get(JOBS + "/paused/fires?count=3")))
                .hasSize(3)
                .allMatch(fire -> fire.text().endsWith("T03:00:00Z\""));
    }

    @Test
    void a_deleted_job_is_gone_and_its_name_is_free() {
        carillon.create("deleted", NIGHTLY);
        String run = carillon.post(JOBS + "/deleted:trigger", "{\"at\": \"2100-01-01T00:00:00Z\"}")
                .text("id");

        var stale = carillon.delete(JOBS + "/deleted", "If-Match", "\"7\"");
        var deleted = carillon.delete(JOBS + "/deleted", "If-Match", "\"1\"");
        var again = carillon.delete(JOBS + "/deleted");

        assertThat(List.of(stale.status(), deleted.status(), again.status())).containsExactly(412, 204, 404);
        assertThat(carillon.get(JOBS + "/deleted").status()).isEqualTo(404);
        assertThat(carillon.get(RUNS + "/" + run).text("state")).isEqualTo("CANCELLED");
        assertThat(etag(carillon.create("deleted", NOOP))).contains("\"1\"");
    }

    @ParameterizedTest
    @CsvSource({"pause", "resume", "trigger"})
    void what_is_asked_of_an_absent_job_is_not_found(String verb) {
        var answer = carillon.post(JOBS + "/absent:" + verb, "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text("code")).isEqualTo("job-not-found");
    }

    @Test
    void jobs_are_listed_page_by_page() {
        for (String name : List.of("a", "b", "c")) {
            carillon.post("/api/v1/namespaces/paged/jobs", TestingServer.job(name, NOOP));
        }

        var first = carillon.get("/api/v1/namespaces/paged/jobs?limit=2");
        var second = carillon.get("/api/v1/namespaces/paged/jobs?limit=2&cursor=" + first.text("next"));

        assertThat(first.body()).contains("\"a\"", "\"b\"").doesNotContain("\"c\"");
        assertThat(second.body()).contains("\"c\"").doesNotContain("\"a\"", "\"b\"", "\"next\"");
    }

    @Test
    void runs_are_listed_page_by_page_the_latest_first() {
        carillon.create("listed", NOOP);
        var made = new ArrayList<String>();
        for (int day = 1; day <= 5; day++) {
            made.addFirst(carillon.post(JOBS + "/listed:trigger", "{\"at\": \"2100-01-0" + day + "T00:00:00Z\"}")
                    .text("id"));
        }

        var listed = new ArrayList<String>();
        var page = carillon.get(RUNS + "?job=listed&limit=2");
        while (page.json().get("next").isPresent()) {
            listed.addAll(texts(page, "id"));
            page = carillon.get(RUNS + "?job=listed&limit=2&cursor=" + page.text("next"));
        }
        listed.addAll(texts(page, "id"));

        assertThat(listed).isEqualTo(made);
        assertThat(texts(carillon.get(RUNS + "?job=listed&from=2100-01-02T00:00:00Z&to=2100-01-04T00:00:00Z"), "id"))
                .isEqualTo(made.subList(2, 4));
        assertThat(texts(carillon.get(RUNS + "?job=listed&state=pending,RUNNING"), "id"))
                .hasSize(5);
        assertThat(texts(carillon.get(RUNS + "?job=listed&state=SUCCEEDED"), "id"))
                .isEmpty();
    }

    @Test
    void a_key_makes_a_request_safe_to_repeat() {
        carillon.create("keyed", NOOP);
        String at = "\"at\": \"2100-01-01T00:00:00Z\"";

        var first = carillon.post(JOBS + "/keyed:trigger", "{" + at + ", \"key\": \"k\", \"params\": {\"n\": 1}}");
        var second = carillon.post(JOBS + "/keyed:trigger", "{" + at + ", \"key\": \"k\"}");
        var byHeader = carillon.post(JOBS + "/keyed:trigger", "{" + at + "}", "Idempotency-Key", "k");
        var other = carillon.post(JOBS + "/keyed:trigger", "{" + at + "}", "Idempotency-Key", "other");

        assertThat(List.of(first.status(), second.status(), byHeader.status(), other.status()))
                .containsExactly(201, 200, 200, 201);
        assertThat(List.of(second.text("id"), byHeader.text("id"))).containsOnly(first.text("id"));
        assertThat(other.text("id")).isNotEqualTo(first.text("id"));
        assertThat(second.body()).contains("\"params\":{\"n\":1}", "\"cause\":{\"type\":\"requested\",\"key\":\"k\"}");
        assertThat(texts(carillon.get(RUNS + "?job=keyed"), "id")).hasSize(2);
    }

    @Test
    void a_run_that_no_worker_can_take_says_so_and_can_be_withdrawn_once() throws InterruptedException {
        carillon.create("waiting", NOOP);
        String run =
                carillon.post(JOBS + "/waiting:trigger", "{\"priority\": 9}").text("id");

        var waits = carillon.until(RUNS + "/" + run, answer -> answer.body().contains("\"code\":\"noWorker\""));
        var cancelled = carillon.post(RUNS + "/" + run + ":cancel", "");
        var again = carillon.post(RUNS + "/" + run + ":cancel", "");

        assertThat(waits.text("state")).isEqualTo("SCHEDULED");
        assertThat(waits.json().get("priority")).contains(Json.of(9));
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.text("state")).isEqualTo("CANCELLED");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("code")).isEqualTo("run-ended");
    }

    @Test
    void a_run_whose_instant_has_not_come_says_so_and_can_be_withdrawn() {
        carillon.create("early", NOOP);
        String run = carillon.post(JOBS + "/early:trigger", "{\"at\": \"2100-01-01T00:00:00.5Z\"}")
                .text("id");

        var waits = carillon.get(RUNS + "/" + run);
        var cancelled = carillon.post(RUNS + "/" + run + ":cancel", "");

        assertThat(waits.text("state")).isEqualTo("PENDING");
        assertThat(waits.text("dueAt")).isEqualTo("2100-01-01T00:00:00.500Z");
        assertThat(cancelled.text("state")).isEqualTo("CANCELLED");
        assertThat(carillon.post("/api/v1/namespaces/other/runs/" + run + ":cancel", "")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'cron': '0 9 * * 1-5', 'zone': 'Asia/Shanghai', 'from': '2027-01-01T00:00:00Z', 'count': 2}"
                        + " | ['2027-01-01T01:00:00Z','2027-01-04T01:00:00Z']",
                "{'every': '90s', 'from': '2027-01-01T00:00:00Z', 'count': 2}"
                        + " | ['2027-01-01T00:01:30Z','2027-01-01T00:03:00Z']",
                "{'at': '2027-03-01T08:00:00+08:00', 'from': '2027-01-01T00:00:00Z'} | ['2027-03-01T00:00:00Z']",
                "{'delay': '30s', 'from': '2027-01-01T00:00:00Z', 'count': 3} | ['2027-01-01T00:00:30Z']"
            })
    void a_preview_shows_when_a_schedule_would_fire(String schedule, String fires) {
        var preview = carillon.post("/api/v1/schedules:preview", schedule.replace('\'', '"'));

        assertThat(preview.status()).as(preview.body()).isEqualTo(200);
        assertThat(preview.json().get("fires")).contains(Json.parse(fires.replace('\'', '"')));
        assertThat(preview.text("description")).isNotEmpty();
    }

    @Test
    void a_preview_warns_where_the_clocks_change_and_speaks_the_language_that_is_asked_for() {
        String schedule = """
                {"cron": "30 2 * * *", "zone": "Europe/Berlin", "from": "2027-03-27T12:00:00Z", "count": 1%s}""";

        var byRule = carillon.post("/api/v1/schedules:preview", schedule.formatted(""));
        var skipped =
                carillon.post("/api/v1/schedules:preview", schedule.formatted(", \"gap\": \"skip\", \"lang\": \"zh\""));

        assertThat(byRule.json().get("warnings")).contains(Json.parse("""
                [{"instant": "2027-03-28T01:00:00Z", "kind": "afterGap",
                  "text": "the clock leaps from 02:00 to 03:00: a time in between fires now"}]"""));
        assertThat(byRule.text("description")).isEqualTo("At 02:30, every day (Europe/Berlin)");
        assertThat(skipped.json().get("fires")).contains(Json.parse("[\"2027-03-29T00:30:00Z\"]"));
        assertThat(skipped.json().get("warnings")).contains(Json.parse("""
                [{"instant": "2027-03-28T01:00:00Z", "kind": "lostInGap", "text": "时钟从 02:00 跳到 03:00：其间的时刻不触发"}]"""));
        assertThat(skipped.text("description")).isEqualTo("每天，02:30（Europe/Berlin）；被时钟跳过的时刻不触发");
    }

    @Test
    void a_job_shows_its_fires_with_everything_that_its_triggers_say() {
        carillon.create("bounded", """
                {"triggers": [{"every": "12h", "start": "2100-03-28T00:30:00Z", "maxCount": 2},
                              {"every": "1h", "zone": "Asia/Shanghai", "start": "2100-06-01T00:00:00Z",
                               "window": {"from": "09:00", "to": "10:30", "days": ["monday"]}}],
                 "task": {"type": "noop", "app": "idle"}}""");

        var fires = carillon.get(JOBS + "/bounded/fires?count=4&lang=zh");
        var wrong = carillon.get(JOBS + "/bounded/fires?lang=xx");

        assertThat(fires.json().get("fires")).contains(Json.parse("""
                ["2100-03-28T00:30:00Z", "2100-03-28T12:30:00Z", "2100-06-07T01:00:00Z", "2100-06-07T02:00:00Z"]"""));
        assertThat(fires.json().get("warnings")).contains(Json.parse("[]"));
        assertThat(wrong.status()).isEqualTo(400);
    }

    @Test
    void the_cluster_can_be_seen() {
        var nodes = carillon.get("/api/v1/nodes");
        var partitions = carillon.get("/api/v1/partitions");

        assertThat(texts(nodes, "id"))
                .containsExactly(carillon.server().nodeId().value());
        assertThat(texts(partitions, "owner"))
                .hasSize(256)
                .containsOnly(carillon.server().nodeId().value());
        assertThat(texts(carillon.get("/api/v1/workers"), "id")).isEmpty();
        assertThat(texts(carillon.get("/api/v1/apps"), "name")).containsExactly("idle");
    }
}
