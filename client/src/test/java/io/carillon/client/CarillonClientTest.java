package io.carillon.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarillonClientTest {

    private static final Namespace SHOP = new Namespace("shop");
    private static final JobName NIGHTLY = new JobName("nightly");
    private static final String JOBS = "/api/v1/namespaces/shop/jobs";
    private static final String RUNS = "/api/v1/namespaces/shop/runs";
    private static final RunId RUN = new RunId(1L << 40);

    private final TestingApi api = TestingApi.start();
    private final CarillonClient client =
            CarillonClient.builder().server(api.address()).token("s3cret").build();

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    @Test
    void a_created_job_is_sent_as_its_document_with_the_token() {
        var draft = Documents.draft("nightly", "30s");
        api.answer("POST " + JOBS, 201, Documents.job(draft, 1));

        var job = client.jobs(SHOP).create(draft);

        assertThat(job.key()).isEqualTo(JobKey.of("shop", "nightly"));
        assertThat(job.labels()).isEqualTo(Map.of("team", "orders"));
        assertThat(job.version()).isEqualTo(1);
        assertThat(job.updatedAt()).isEqualTo(Instant.parse("2027-01-02T00:00:00.5Z"));
        assertThat(job.definition().get("status")).isEmpty();
        assertThat(api.requests().getFirst().authorization()).isEqualTo("Bearer s3cret");
        assertThat(Json.parse(api.requests().getFirst().body())).isEqualTo(job.definition());
    }

    @Test
    void a_replacement_names_the_version_it_was_made_from() {
        var draft = Documents.draft("nightly", "30s");
        api.answer("PUT " + JOBS + "/nightly", 200, Documents.job(draft, 8));

        var job = client.jobs(SHOP).replace(draft, 7);

        assertThat(job.version()).isEqualTo(8);
        assertThat(api.requests().getFirst().ifMatch()).isEqualTo("\"7\"");
    }

    @Test
    void dead_letters_are_asked_for_rerun_and_discarded() {
        Json run = Documents.run(RUN.toString());
        api.answer("GET " + RUNS + "?job=nightly&dead=true&limit=5", 200, Documents.list("", run));
        api.answer("POST " + RUNS + "/" + RUN + ":rerun", 201, run);
        api.answer("POST " + RUNS + "/" + RUN + ":discard", 200, run);

        var listed = client.runs(SHOP).list(RunFilter.deadLetters(NIGHTLY, null), null, 5);
        var rerun = client.runs(SHOP).rerun(RUN, new TriggerRequest(null, null, "again", null));
        var discarded = client.runs(SHOP).discard(RUN);

        assertThat(listed.items()).extracting(RunView::id).containsExactly(RUN);
        assertThat(List.of(rerun.id(), discarded.id())).containsOnly(RUN);
        assertThat(api.requests().get(1).body()).isEqualTo("{\"key\":\"again\"}");
    }

    @Test
    void many_runs_are_asked_for_at_once() {
        api.answer("POST " + RUNS + ":batch", 201, Json.parse("{\"ids\": [\"" + RUN + "\"]}"));

        var ids = client.runs(SHOP).batch(NIGHTLY, List.of(new TriggerRequest(null, null, "k", null)));

        assertThat(ids).containsExactly(RUN);
        assertThat(Json.parse(api.requests().getFirst().body()))
                .isEqualTo(Json.parse("{\"job\": \"nightly\", \"runs\": [{\"key\": \"k\"}]}"));
    }

    @Test
    void a_restored_version_names_the_version_that_it_replaces() {
        var draft = Documents.draft("nightly", "30s");
        api.answer("POST " + JOBS + "/nightly/versions/2:restore", 200, Documents.job(draft, 8));

        var job = client.jobs(SHOP).restore(NIGHTLY, 2, 7);

        assertThat(job.version()).isEqualTo(8);
        assertThat(api.requests().getFirst().ifMatch()).isEqualTo("\"7\"");
    }

    @Test
    void applying_an_unknown_job_creates_it() {
        var draft = Documents.draft("nightly", "30s");
        api.refuse("GET " + JOBS + "/nightly", 404, "not-found").answer("POST " + JOBS, 201, Documents.job(draft, 1));

        var applied = client.jobs(SHOP).apply(draft);

        assertThat(applied.outcome()).isEqualTo(Applied.Outcome.CREATED);
        assertThat(applied.job().version()).isEqualTo(1);
    }

    @Test
    void applying_what_the_server_has_writes_nothing() {
        var draft = Documents.draft("nightly", "30s");
        api.answer("GET " + JOBS + "/nightly", 200, Documents.job(Documents.draft("nightly", "30000ms"), 4));

        var applied = client.jobs(SHOP).apply(draft);

        assertThat(applied.outcome()).isEqualTo(Applied.Outcome.UNCHANGED);
        assertThat(api.questions()).containsExactly("GET " + JOBS + "/nightly");
    }

    @Test
    void applying_a_change_replaces_the_version_that_was_seen() {
        var draft = Documents.draft("nightly", "45s");
        api.answer("GET " + JOBS + "/nightly", 200, Documents.job(Documents.draft("nightly", "30s"), 4))
                .answer("PUT " + JOBS + "/nightly", 200, Documents.job(draft, 5));

        var applied = client.jobs(SHOP).apply(draft);

        assertThat(applied.outcome()).isEqualTo(Applied.Outcome.REPLACED);
        assertThat(api.requests().getLast().ifMatch()).isEqualTo("\"4\"");
    }

    @Test
    void jobs_are_listed_page_by_page() {
        var one = Documents.job(Documents.draft("one", "30s"), 1);
        var two = Documents.job(Documents.draft("two", "30s"), 1);
        api.answer("GET " + JOBS + "?limit=1", 200, Documents.list("a+b/c", one))
                .answer("GET " + JOBS + "?limit=1&cursor=a%2Bb%2Fc", 200, Documents.list("", two));

        var page = Page.collect(10, cursor -> client.jobs(SHOP).list(cursor, 1));

        assertThat(page.items()).extracting(job -> job.key().name().value()).containsExactly("one", "two");
        assertThat(page.next()).isNull();
    }

    @Test
    void the_verbs_of_a_job_are_asked_by_name() {
        var job = Documents.job(Documents.draft("nightly", "30s"), 2);
        api.answer("POST " + JOBS + "/nightly:pause", 200, job)
                .answer("POST " + JOBS + "/nightly:resume", 200, job)
                .answer("DELETE " + JOBS + "/nightly", 204)
                .answer("GET " + JOBS + "/nightly/versions", 200, Documents.list("", job));
        var jobs = client.jobs(SHOP);

        assertThat(jobs.pause(NIGHTLY).version()).isEqualTo(2);
        assertThat(jobs.resume(NIGHTLY).version()).isEqualTo(2);
        jobs.delete(NIGHTLY);
        assertThat(jobs.versions(NIGHTLY)).hasSize(1);
    }

    @Test
    void a_request_for_a_run_carries_only_what_was_said() {
        api.answer("POST " + JOBS + "/nightly:trigger", 201, Documents.run(RUN.toString()));
        var request = new TriggerRequest((Json.Obj) Json.parse("{\"day\": 1.50}"), Instant.EPOCH, "order-7", null);

        client.jobs(SHOP).trigger(NIGHTLY, TriggerRequest.PLAIN);
        var run = client.jobs(SHOP).trigger(NIGHTLY, request);

        assertThat(run.id()).isEqualTo(RUN);
        assertThat(api.requests())
                .extracting(TestingApi.Request::body)
                .containsExactly(
                        "{}", "{\"params\":{\"day\":1.50},\"at\":\"1970-01-01T00:00:00Z\",\"key\":\"order-7\"}");
    }

    @Test
    void fires_are_instants() {
        api.answer("GET " + JOBS + "/nightly/fires?count=2", 200, Json.parse("""
                {"fires": ["2027-01-01T00:00:00Z", "2027-01-01T00:00:30Z"],
                 "warnings": [{"instant": "2027-01-01T00:00:30Z", "kind": "afterGap", "text": "the clock leaps"}]}"""));

        var fires = client.jobs(SHOP).fires(NIGHTLY, 2);

        var second = Instant.parse("2027-01-01T00:00:30Z");
        assertThat(fires.fires()).containsExactly(Instant.parse("2027-01-01T00:00:00Z"), second);
        assertThat(fires.warnings()).containsExactly(new Preview.Warning(second, "afterGap", "the clock leaps"));
    }

    @Test
    void a_run_tells_its_whole_story() {
        api.answer("GET " + RUNS + "/" + RUN, 200, Documents.run(RUN.toString()));

        var run = client.runs(SHOP).get(RUN);

        assertThat(run.job()).isEqualTo(JobKey.of("shop", "nightly"));
        assertThat(run.state()).isEqualTo(RunStatus.FAILED);
        assertThat(run.reason()).isEqualTo("TIMED_OUT");
        assertThat(run.times().dueAt()).isEqualTo(Instant.parse("2027-01-01T00:00:00.25Z"));
        assertThat(run.times().finishedAt()).isNull();
        assertThat(run.where()).isEqualTo(new RunView.Where("w-1", "n-1"));
        assertThat(run.error()).isEqualTo(new RunErrorView("TIMED_OUT", "after 30s", "a trace"));
        assertThat(run.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.epoch()).isEqualTo(new Epoch(7));
            assertThat(attempt.error()).isEqualTo(new RunErrorView("WORKER_LOST", "gone", null));
        });
    }

    @Test
    void runs_are_filtered_by_the_server() {
        api.answer(
                "GET " + RUNS + "?job=nightly&state=RUNNING%2CFAILED&from=2027-01-01T00%3A00%3A00Z&limit=5",
                200,
                Documents.list("more", Documents.run(RUN.toString())));
        var filter = new RunFilter(
                NIGHTLY, Set.of(RunStatus.FAILED, RunStatus.RUNNING), Instant.parse("2027-01-01T00:00:00Z"), null);

        var page = client.runs(SHOP).list(filter, null, 5);

        assertThat(page.items()).hasSize(1);
        assertThat(page.next()).isEqualTo("more");
    }

    @Test
    void the_shards_of_a_run_are_asked_for_and_read() {
        api.answer(
                "GET " + RUNS + "?shardOf=" + RUN + "&limit=5",
                200,
                Documents.list("more", Documents.run(RUN.toString())));
        api.answer(
                "GET " + RUNS + "/" + RUN,
                200,
                Json.parse(Documents.run(RUN.toString())
                        .text()
                        .replaceFirst(
                                "\\{",
                                "{\"shards\":[{\"index\":1,\"id\":\"0000000000101\",\"state\":\"FAILED\",\"attempt\":2,"
                                        + "\"worker\":\"w1\",\"error\":{\"code\":\"E\",\"message\":\"m\"}}],")));

        var listed = client.runs(SHOP).list(new RunFilter(null, Set.of(), null, null, false, RUN), null, 5);
        var run = client.runs(SHOP).get(RUN);

        assertThat(listed.items())
                .singleElement()
                .satisfies(item -> assertThat(item.shards()).isEmpty());
        assertThat(run.shards())
                .containsExactly(new ShardView(
                        1,
                        RunView.id("0000000000101"),
                        RunStatus.FAILED,
                        2,
                        "w1",
                        null,
                        null,
                        new RunErrorView("E", "m", null)));
    }

    @Test
    void a_cancelled_run_is_asked_for_by_id() {
        api.answer("POST " + RUNS + "/" + RUN + ":cancel", 200, Documents.run(RUN.toString()));

        var run = client.runs(SHOP).cancel(RUN);

        assertThat(run.id()).isEqualTo(RUN);
    }

    @Test
    void the_cluster_lists_its_parts_to_the_end() {
        Instant connected = Instant.parse("2027-01-01T00:00:00Z");
        api.answer("GET /api/v1/workers", 200, Documents.list("2", Json.parse("""
                {"id": "w-1", "app": "demo", "slots": 16, "running": 3, "state": "connected", "labels": {"zone": "a"},
                 "taskTypes": ["noop"], "connectedAt": "2027-01-01T00:00:00Z"}""")))
                .answer("GET /api/v1/workers?cursor=2", 200, Documents.list(""))
                .answer("GET /api/v1/nodes", 200, Documents.list("", Json.parse("""
                {"id": "n-1", "state": "alive", "startedAt": "2027-01-01T00:00:00Z", "version": "0.1.0", "partitions": 256}""")))
                .answer("GET /api/v1/partitions", 200, Documents.list("", Json.parse("""
                {"partition": 3, "owner": null, "epoch": 9}""")))
                .answer("GET /api/v1/apps", 200, Documents.list("", Json.parse("{\"name\": \"demo\"}")));

        assertThat(client.workers()).singleElement().satisfies(worker -> {
            assertThat(worker.labels()).isEqualTo(Map.of("zone", "a"));
            assertThat(worker.taskTypes()).isEqualTo(List.of("noop"));
            assertThat(worker.connectedAt()).isEqualTo(connected);
        });
        assertThat(client.nodes()).extracting(NodeView::partitions).containsExactly(256);
        assertThat(client.partitions()).singleElement().satisfies(partition -> {
            assertThat(partition.owner()).isNull();
            assertThat(partition.epoch()).isEqualTo(new Epoch(9));
        });
        assertThat(client.apps()).containsExactly(new AppName("demo"));
    }

    @Test
    void an_app_is_declared_at_its_own_address() {
        api.answer("PUT /api/v1/apps/demo", 200, Json.parse("{\"name\": \"demo\"}"));

        client.declareApp(new AppName("demo"));

        assertThat(api.questions()).containsExactly("PUT /api/v1/apps/demo");
    }

    @Test
    void a_schedule_is_previewed_without_a_job() {
        api.answer("POST /api/v1/schedules:preview", 200, Json.parse("""
                {"fires": ["2027-01-01T00:00:00Z"], "description": "At midnight"}"""));
        var request = PreviewRequest.cron("0 0 * * *")
                .zone(ZoneId.of("Asia/Shanghai"))
                .dialect("unix")
                .gap("skip")
                .overlap("both")
                .start(Instant.EPOCH)
                .end(Instant.EPOCH)
                .maxCount(3)
                .language("zh")
                .from(Instant.EPOCH)
                .count(1);

        var preview = client.preview(request);

        assertThat(preview.description()).isEqualTo("At midnight");
        assertThat(Json.parse(api.requests().getFirst().body())).isEqualTo(Json.parse("""
                {"cron": "0 0 * * *", "zone": "Asia/Shanghai", "dialect": "unix", "gap": "skip", "overlap": "both",
                 "start": "1970-01-01T00:00:00Z", "end": "1970-01-01T00:00:00Z", "maxCount": 3, "lang": "zh", "from": "1970-01-01T00:00:00Z", "count": 1}"""));
    }
}
