package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    private final TestingApi api = TestingApi.start();

    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void pointAtApi() {
        cli = new Cli(directory).asking(api);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void jobs_are_listed_in_columns() {
        api.answer("GET " + JOBS + "?limit=100", 200, Answers.list(Answers.job("nightly", "30s", 3)));

        var result = cli.run("job", "list");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                NAME     VERSION  STATE   TRIGGERS   TASK  APP   UPDATED
                nightly  3        active  every 30s  noop  demo  2027-01-02T03:04:05Z
                """, ""));
    }

    @Test
    void a_list_of_nothing_says_so_to_people_and_stays_a_list_for_programs() {
        api.answer("GET " + JOBS + "?limit=100", 200, Answers.list());

        var table = cli.run("job", "list");
        var json = cli.run("job", "list", "-o", "json");

        assertThat(table).isEqualTo(new Cli.Result(0, "", "No jobs.\n"));
        assertThat(json).isEqualTo(new Cli.Result(0, "{\n  \"items\": []\n}\n", ""));
    }

    @Test
    void a_list_that_was_cut_says_so() {
        var page = Json.object()
                .put("items", Json.array(List.of(Answers.run("FAILED"))))
                .put("next", "more")
                .build();
        api.answer("GET " + RUNS + "?job=nightly&state=RUNNING%2CFAILED&limit=1", 200, page);

        var result = cli.run("run", "list", "--job", "nightly", "--state", "running,failed", "--limit", "1");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines().skip(1))
                .containsExactly(
                        Answers.RUN + "  nightly  FAILED  TIMED_OUT  2027-01-01T00:00:00Z  2500ms  2        w-1");
        assertThat(result.err()).isEqualTo("There are more than these 1; see --limit.\n");
    }

    @Test
    void what_is_shown_as_yaml_can_be_applied_again() {
        api.answer("GET " + JOBS + "/nightly", 200, Answers.job("nightly", "30s", 3));
        var shown = cli.run("job", "show", "nightly", "-o", "yaml");

        var applied = cli.input(shown.out()).run("apply", "-f", "-");

        assertThat(applied).isEqualTo(new Cli.Result(0, "job default/nightly unchanged\n", ""));
    }

    @Test
    void where_code_and_server_differ_is_shown_with_a_job_and_in_the_list() {
        var job = Json.parse(Answers.job("nightly", "30s", 3).text().replace("\"paused\":false", """
                "paused": false, "declared": {"app": "demo", "handler": "nightly", "sync": "create",
                "differences": [{"pointer": "/spec/timeout", "code": "30s"}], "orphanedSince": "2027-01-03T00:00:00Z"}"""));
        api.answer("GET " + JOBS + "/nightly", 200, job);
        api.answer("GET " + JOBS + "?limit=100", 200, Answers.list(job));

        var shown = cli.run("job", "show", "nightly");
        var listed = cli.run("job", "list");

        assertThat(shown.out())
                .contains("State:           active, orphaned, differs\n")
                .contains("Declared by:     app demo, handler nightly (create)\n")
                .contains("Orphaned since:  2027-01-03T00:00:00Z\n")
                .contains("DIFFERS        CODE   SERVER\n/spec/timeout  \"30s\"  -\n");
        assertThat(listed.out()).contains("nightly  3        active, orphaned, differs  every 30s");
    }

    @Test
    void a_job_is_shown_with_its_definition() {
        api.answer("GET " + JOBS + "/nightly", 200, Answers.job("nightly", "30s", 3));

        var result = cli.run("job", "show", "nightly");

        assertThat(result.out()).isEqualTo("""
                Job:        nightly
                Namespace:  default
                Labels:     team=orders
                Version:    3
                State:      active
                Created:    2027-01-01T00:00:00Z
                Updated:    2027-01-02T03:04:05Z

                triggers:
                  - every: 30s
                task:
                  type: noop
                  app: demo
                """);
    }

    @Test
    void applying_a_directory_tells_each_job_s_outcome() {
        cli.file("jobs/a.yaml", Answers.definition("a", "30s") + "---\n" + Answers.definition("b", "30s"))
                .file("jobs/c.yaml", Answers.definition("c", "30s"));
        api.refuse("GET " + JOBS + "/a", 404, "job-not-found")
                .answer("POST " + JOBS, 201, Answers.job("a", "30s", 1))
                .answer("GET " + JOBS + "/b", 200, Answers.job("b", "45s", 4))
                .answer("PUT " + JOBS + "/b", 200, Answers.job("b", "30s", 5))
                .answer("GET " + JOBS + "/c", 200, Answers.job("c", "30s", 2));

        var result = cli.run("apply", "-f", "jobs");

        assertThat(result).isEqualTo(new Cli.Result(0, """
                job default/a created
                job default/b replaced
                job default/c unchanged
                """, ""));
    }

    @Test
    void nothing_is_applied_while_any_document_has_a_mistake() {
        cli.file("good.yaml", Answers.definition("good", "30s"))
                .file("bad.yaml", Answers.definition("bad", "30 lightyears") + "  retyr: {maxAttempts: 3}\n");

        var result = cli.run("apply", "-f", "good.yaml", "-f", "bad.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("nothing was sent")
                .contains("bad.yaml:5: /spec/triggers/0/every: ")
                .contains("bad.yaml:7: /spec/retyr: ")
                .contains("retry");
        assertThat(api.questions()).isEmpty();
    }

    @Test
    void one_job_defined_twice_is_a_mistake() {
        cli.file("a.yaml", Answers.definition("a", "30s") + "---\n" + Answers.definition("a", "45s"));

        var result = cli.run("apply", "-f", "a.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("a.yaml:8: job default/a is defined in a.yaml:1 already");
    }

    @Test
    void a_named_namespace_must_be_the_document_s_own() {
        cli.file("a.yaml", Answers.definition("a", "30s").replace("name: a", "name: a, namespace: shop"));

        var result = cli.run("apply", "-f", "a.yaml", "-n", "bank");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("a.yaml:3: /metadata/namespace: this address belongs to namespace 'bank'");
    }

    @Test
    void what_was_applied_before_a_refusal_is_still_told() {
        cli.file("ab.yaml", Answers.definition("a", "30s") + "---\n" + Answers.definition("b", "30s"));
        api.answer("GET " + JOBS + "/a", 200, Answers.job("a", "30s", 2))
                .answer("GET " + JOBS + "/b", 200, Answers.job("b", "45s", 4))
                .refuse("PUT " + JOBS + "/b", 412, "version-changed", new Problem("/spec/triggers", "x", "too late"));

        var result = cli.run("apply", "-f", "ab.yaml");

        assertThat(result).isEqualTo(new Cli.Result(5, "job default/a unchanged\n", """
                error: ab.yaml:8: job default/b: Refused: because of version-changed (version-changed)
                  ab.yaml:12: /spec/triggers: too late
                """));
    }

    @Test
    void creating_a_job_that_exists_is_a_conflict_after_what_was_created() {
        cli.file("a.json", Answers.job("a", "30s", 1).text()).file("b.yaml", Answers.definition("b", "30s"));
        api.answer("POST " + JOBS, 201, Answers.job("a", "30s", 1)).refuse("POST " + JOBS, 409, "job-exists");

        var result = cli.run("job", "create", "-f", "a.json", "-f", "b.yaml");

        assertThat(result)
                .isEqualTo(new Cli.Result(
                        5, "job default/a created\n", "error: Refused: because of job-exists (job-exists)\n"));
    }

    @Test
    void a_run_is_asked_for_with_params_of_their_own_type() {
        api.answer("POST " + JOBS + "/nightly:trigger", 201, Answers.run("PENDING"));

        var result = cli.run(
                "job",
                "trigger",
                "nightly",
                "-p",
                "batch=500",
                "-p",
                "day=2027-01-01",
                "--param",
                "q=a=b",
                "--param",
                "ids=[1,2]",
                "--at",
                "2027-01-01T00:00:00+08:00",
                "--key",
                "k",
                "--priority",
                "9");

        assertThat(result)
                .isEqualTo(new Cli.Result(0, "run " + Answers.RUN + " of job default/nightly: PENDING\n", ""));
        assertThat(Json.parse(api.requests().getFirst().body())).isEqualTo(Json.parse("""
                {"params": {"batch": 500, "day": "2027-01-01", "q": "a=b", "ids": [1, 2]},
                 "at": "2026-12-31T16:00:00Z", "key": "k", "priority": 9}"""));
    }

    @Test
    void the_verbs_of_a_job_say_what_they_did() {
        api.answer("POST " + JOBS + "/nightly:pause", 200, Answers.job("nightly", "30s", 3))
                .answer("POST " + JOBS + "/nightly:resume", 200, Answers.job("nightly", "30s", 3))
                .answer("DELETE " + JOBS + "/nightly", 204);

        assertThat(cli.run("job", "pause", "nightly").out()).isEqualTo("job default/nightly paused\n");
        assertThat(cli.run("job", "resume", "nightly").out()).isEqualTo("job default/nightly resumed\n");
        assertThat(cli.run("job", "delete", "nightly").out()).isEqualTo("job default/nightly deleted\n");
    }

    @Test
    void the_future_and_the_past_of_a_job_are_shown() {
        api.answer("GET " + JOBS + "/nightly/fires?count=2", 200, Json.parse("""
                {"fires": ["2027-01-01T00:00:00Z", "2027-01-01T00:00:30Z"],
                 "warnings": [{"instant": "2027-01-01T00:00:30Z", "kind": "firstOfTwo", "text": "twice"}]}"""))
                .answer("GET " + JOBS + "/nightly/versions", 200, Answers.list(Answers.job("nightly", "30s", 3)));

        var fires = cli.run("job", "fires", "nightly", "--count", "2");
        var versions = cli.run("job", "versions", "nightly");

        assertThat(fires.out()).isEqualTo("2027-01-01T00:00:00Z\n2027-01-01T00:00:30Z  twice\n");
        assertThat(versions.out()).isEqualTo("""
                VERSION  UPDATED               TRIGGERS   LABELS
                3        2027-01-02T03:04:05Z  every 30s  team=orders
                """);
    }

    @Test
    void a_run_tells_its_story_without_driving_the_terminal() {
        api.answer("GET " + RUNS + "/" + Answers.RUN, 200, Answers.run("FAILED"));

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("Job:        default/nightly version 3\n")
                .contains("Took:       2500ms\n")
                .contains("\nError TIMED_OUT: after \\u001b[31m30s\n  line one\n  line two\n")
                .contains("\nparams:\n  batch: 500\n")
                .contains("\nwhy:\n  cause:\n    type: fired\n    trigger: 0\n")
                .contains(
                        "1        7      w-0     leastLoaded of 3, 2 free  2027-01-01T00:00:00.300Z  2027-01-01T00:00:00.900Z  WORKER_LOST: gone");
    }

    @Test
    void a_run_says_how_far_it_is() {
        var known = Json.parse("""
                {"done": 300, "total": 1000, "note": "orders of March", "at": "2027-01-01T00:00:01Z"}""");
        var unknown = Json.parse("{\"done\": 300, \"at\": \"2027-01-01T00:00:01Z\"}");
        String path = "GET " + RUNS + "/" + Answers.RUN;
        api.answer(path, 200, Answers.with(Answers.run("RUNNING"), Map.of("progress", known)))
                .answer(path, 200, Answers.with(Answers.run("RUNNING"), Map.of("progress", unknown)));

        var first = cli.run("run", "show", Answers.RUN);
        var second = cli.run("run", "show", Answers.RUN);

        assertThat(first.out()).contains("Progress:   300 of 1000 (30 %), orders of March\n");
        assertThat(second.out()).contains("Progress:   300\n");
    }

    @Test
    void a_run_that_its_task_skipped_says_why() {
        var skipped = Answers.with(
                Answers.run("SKIPPED"), Map.of("reason", Json.of("task"), "note", Json.of("no orders today")));
        api.answer("GET " + RUNS + "/" + Answers.RUN, 200, skipped);

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.out()).contains("Reason:     task\n").contains("Note:       no orders today\n");
    }

    @Test
    void a_run_that_waits_says_what_for_in_a_sentence() {
        var why = Json.parse("""
                {"cause": {"type": "fired", "trigger": 0}, "code": "noWorker", "app": "shop",
                 "text": "no worker of app 'shop' is connected"}""");
        api.answer("GET " + RUNS + "/" + Answers.RUN, 200, Answers.with(Answers.run("SCHEDULED"), Map.of("why", why)));

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.out()).contains("Why:        no worker of app 'shop' is connected\n");
    }

    @Test
    void a_run_is_cancelled_by_its_id() {
        api.answer("POST " + RUNS + "/" + Answers.RUN + ":cancel", 200, Answers.run("RUNNING"));

        var result = cli.run("run", "cancel", Answers.RUN);

        assertThat(result.out()).isEqualTo("run " + Answers.RUN + " asked to end: RUNNING\n");
    }

    @Test
    void the_parts_of_the_cluster_are_listed() {
        api.answer("GET /api/v1/workers", 200, Answers.list(Json.parse("""
                {"id": "w-1", "app": "demo", "slots": 16, "running": 3, "state": "connected", "labels": {"zone": "a"},
                 "taskTypes": ["http", "noop"], "connectedAt": "2027-01-01T00:00:00Z"}""")))
                .answer("GET /api/v1/nodes", 200, Answers.list(Json.parse("""
                {"id": "n-1", "address": "host-1:9090", "state": "up", "startedAt": "2027-01-01T00:00:00Z", "version": "1",
                 "partitions": 256, "clockSkewMillis": -3, "latenessMillis": 12}"""), Json.parse("""
                {"id": "n-2", "state": "silent", "silentSince": "2027-01-01T00:00:05Z", "partitions": 0}""")))
                .answer("GET /api/v1/partitions", 200, Answers.list(Json.parse("""
                {"partition": 3, "owner": "n-1", "epoch": 9, "watermark": "2027-01-01T00:00:00Z"}""")))
                .answer("GET /api/v1/apps", 200, Answers.list(Json.parse("{\"name\": \"demo\"}")))
                .answer("PUT /api/v1/apps/shop", 200, Json.parse("{\"name\": \"shop\"}"));

        assertThat(cli.run("worker", "list").out()).isEqualTo("""
                WORKER  APP   STATE      RUNNING  SLOTS  LOAD  TASKS      LABELS  CONNECTED
                w-1     demo  connected  3        16     -     http,noop  zone=a  2027-01-01T00:00:00Z
                """);
        assertThat(cli.run("node", "list").out()).isEqualTo("""
                NODE  ADDRESS      STATE                              PARTITIONS  LATENESS  CLOCK SKEW  VERSION  STARTED
                n-1   host-1:9090  up                                 256         12 ms     -3 ms       1        2027-01-01T00:00:00Z
                n-2   -            silent since 2027-01-01T00:00:05Z  0           -         -           -        -
                """);
        assertThat(cli.run("partition", "list").out()).endsWith("3          n-1    9      2027-01-01T00:00:00Z\n");
        assertThat(cli.run("app", "list").out()).isEqualTo("APP\ndemo\n");
        assertThat(cli.run("app", "create", "shop").out()).isEqualTo("app shop is known\n");
    }

    @Test
    void a_database_that_went_back_is_accepted_and_what_was_found_is_printed() {
        api.answer("POST /api/v1/database:accept", 200, Json.parse("{\"accepted\": \"it went back\"}"));

        var result = cli.run("database", "accept");

        assertThat(result.out()).isEqualTo("accepted: it went back\n");
        assertThat(api.questions()).containsExactly("POST /api/v1/database:accept");
    }

    @Test
    void a_terminal_s_width_holds() {
        api.answer("GET " + JOBS + "?limit=100", 200, Answers.list(Answers.job("n".repeat(60), "30s", 3)));

        var result = cli.width(60).run("job", "list");

        assertThat(result.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
    }

    @Test
    void cron_is_explained_without_a_server() {
        var result = cli.run("cron", "explain", "0 9 * * MON-FRI", "--zone", "Asia/Shanghai", "--count", "2");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines().skip(1))
                .containsExactly("2027-01-01T09:00:00+08:00", "2027-01-04T09:00:00+08:00");
        assertThat(result.out()).startsWith("At 09:00, from Monday to Friday (Asia/Shanghai) [unix]\n");
        assertThat(api.questions()).isEmpty();
    }

    @Test
    void an_explanation_says_where_the_clocks_change() {
        var explain = new String[] {
            "cron", "explain", "30 2 * * *", "--zone", "Europe/Berlin", "--from", "2027-03-27T00:00:00Z", "--count", "2"
        };

        var byRule = cli.run(explain);
        var skipped = cli.run(with(explain, "--gap", "skip", "--end", "2027-03-30T00:00:00Z", "--lang", "zh"));
        var json = cli.run(with(explain, "--max-count", "2", "-o", "json"));

        assertThat(byRule.out().lines().skip(1))
                .containsExactly(
                        "2027-03-27T02:30:00+01:00",
                        "2027-03-28T03:00:00+02:00  the clock leaps from 02:00 to 03:00: a time in between fires now");
        assertThat(skipped.out().lines())
                .containsExactly(
                        "每天，02:30（Europe/Berlin）；被时钟跳过的时刻不触发；到 2027-03-30T00:00:00Z 止 [unix]",
                        "2027-03-27T02:30:00+01:00",
                        "2027-03-28T03:00:00+02:00  时钟从 02:00 跳到 03:00：其间的时刻不触发",
                        "2027-03-29T02:30:00+02:00");
        assertThat(json.out()).contains("\"kind\": \"afterGap\"").contains("at most 2 times");
    }

    @Test
    void bounds_that_contradict_each_other_are_a_mistake_of_usage() {
        var reversed = cli.run(
                "cron", "explain", "0 * * * *", "--start", "2027-01-02T00:00:00Z", "--end", "2027-01-01T00:00:00Z");
        var none = cli.run("cron", "explain", "0 * * * *", "--max-count", "0");
        var elapsed = cli.run("cron", "explain", "@every 1h", "--gap", "skip");

        assertThat(reversed.exitCode()).isEqualTo(2);
        assertThat(reversed.err()).contains("is before 'start'");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("'maxCount' is between 1 and");
        assertThat(elapsed.exitCode()).isEqualTo(2);
        assertThat(elapsed.err()).contains("gap: @every follows elapsed time");
    }

    private static String[] with(String[] arguments, String... more) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void a_mistake_in_a_cron_expression_is_pointed_at() {
        var result = cli.run("cron", "explain", "0 61 * * *");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err().lines().skip(1)).containsExactly("  0 61 * * *", "    ^");
    }

    @Test
    void the_version_is_told() {
        assertThat(cli.run("version").out()).startsWith("carillon ").contains("(Java 25)");
    }
}
