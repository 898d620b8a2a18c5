package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters, requests for many runs, and earlier versions on the command line. */
class FailureCommandsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final String DEAD_OF_NIGHTLY = "GET " + RUNS + "?job=nightly&dead=true&limit=200";

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

    private static Json dead() {
        return Answers.with(
                Answers.run("FAILED"), Map.of("dead", Json.of(true), "deadReason", Json.of("noCompensation")));
    }

    @Test
    void dead_letters_are_listed_with_why_they_are() {
        api.answer("GET " + RUNS + "?dead=true&limit=100", 200, Answers.list(dead()));

        var result = cli.run("run", "list", "--dead");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("DEAD BECAUSE").contains("TIMED_OUT").contains("noCompensation");
    }

    @Test
    void a_run_is_shown_with_what_came_before_and_after_it() {
        Json run =
                Answers.with(dead(), Map.of("rerunOf", Json.of("0000000000001"), "rerunBy", Json.of("0000000000002")));
        api.answer("GET " + RUNS + "/" + Answers.RUN, 200, run);

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.out())
                .containsPattern("Dead letter: +noCompensation")
                .containsPattern("Rerun of: +0000000000001")
                .containsPattern("Rerun by: +0000000000002");
    }

    @Test
    void a_run_is_rerun_with_what_was_said_of_it() {
        api.answer("POST " + RUNS + "/" + Answers.RUN + ":rerun", 201, Answers.run("SCHEDULED"));

        var result = cli.run("run", "rerun", Answers.RUN, "-p", "batch=2", "--key", "again", "--priority", "9");

        assertThat(result.exitCode()).isZero();
        assertThat(Json.parse(api.requests().getFirst().body()))
                .isEqualTo(Json.parse("{\"params\": {\"batch\": 2}, \"key\": \"again\", \"priority\": 9}"));
    }

    @Test
    void every_dead_letter_of_a_job_is_rerun_under_a_key_of_its_own() {
        api.answer(
                "GET " + RUNS + "?job=nightly&from=2027-01-01T00%3A00%3A00Z&dead=true&limit=200",
                200,
                Answers.list(dead()));
        api.answer("POST " + RUNS + "/" + Answers.RUN + ":rerun", 201, Answers.run("SCHEDULED"));

        var result =
                cli.run("run", "rerun", "--dead", "--job", "nightly", "--since", "2027-01-01T00:00:00Z", "-o", "json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("SCHEDULED");
        assertThat(Json.parse(api.requests().getLast().body()))
                .isEqualTo(Json.object().put("key", Answers.RUN).build());
    }

    @Test
    void a_refusal_in_between_still_shows_what_was_done() {
        Json other = Answers.with(dead(), Map.of("id", Json.of("0000000000200")));
        api.answer(DEAD_OF_NIGHTLY, 200, Answers.list(dead(), other));
        api.answer("POST " + RUNS + "/" + Answers.RUN + ":rerun", 201, Answers.run("SCHEDULED"));
        api.refuse("POST " + RUNS + "/0000000000200:rerun", 409, "job-deleted");

        var result = cli.run("run", "rerun", "--dead", "--job", "nightly");

        assertThat(result.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(result.err()).contains("job-deleted");
        assertThat(result.out()).contains(Answers.RUN);
    }

    @Test
    void a_rerun_is_of_one_run_or_of_a_jobs_dead_letters() {
        assertThat(cli.run("run", "rerun").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("run", "rerun", "--dead").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("run", "rerun", Answers.RUN, "--dead", "--job", "nightly")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cli.run("run", "rerun", Answers.RUN, "--since", "2027-01-01T00:00:00Z")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void a_dead_letter_is_discarded() {
        api.answer("POST " + RUNS + "/" + Answers.RUN + ":discard", 200, Answers.run("FAILED"));

        var result = cli.run("run", "discard", Answers.RUN);

        assertThat(result).isEqualTo(new Cli.Result(0, "run " + Answers.RUN + " is no dead letter any more\n", ""));
    }

    @Test
    void the_lines_of_a_file_are_one_batch() {
        cli.file("runs.jsonl", """
                {"params": {"n": 1}}

                {"at": "2027-01-01T00:00:00Z", "key": "k"}
                """);
        api.answer("POST " + RUNS + ":batch", 201, Json.parse("{\"ids\": [\"0000000000001\", \"0000000000002\"]}"));

        var result = cli.run("run", "batch", "nightly", "-f", "runs.jsonl");

        assertThat(result).isEqualTo(new Cli.Result(0, "0000000000001\n0000000000002\n", ""));
        assertThat(Json.parse(api.requests().getFirst().body()))
                .isEqualTo(Json.parse("{\"job\": \"nightly\", \"runs\": [{\"params\": {\"n\": 1}},"
                        + " {\"at\": \"2027-01-01T00:00:00Z\", \"key\": \"k\"}]}"));
    }

    @Test
    void a_batch_can_come_from_the_input() {
        api.answer("POST " + RUNS + ":batch", 201, Json.parse("{\"ids\": [\"0000000000001\"]}"));

        var result = cli.input("{}").run("run", "batch", "nightly", "-f", "-", "-o", "json");

        assertThat(Json.parse(result.out())).isEqualTo(Json.parse("{\"ids\": [\"0000000000001\"]}"));
    }

    @Test
    void mistakes_in_a_batch_are_told_by_their_lines_and_nothing_is_sent() {
        cli.file("runs.jsonl", "{}\n{\"at\": \"soon\"}\nnothing\n{\"kye\": \"a\"}\n");

        var result = cli.run("run", "batch", "nightly", "-f", "runs.jsonl");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("nothing was sent", "runs.jsonl:2: /at: ", "runs.jsonl:3: ", "runs.jsonl:4: /kye: ");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void what_the_server_finds_wrong_is_told_by_its_line_too() {
        cli.file("runs.jsonl", "\n{}\n{}\n");
        api.refuse(
                "POST " + RUNS + ":batch",
                422,
                "invalid-request",
                new Problem("/runs/1/key", "invalid-value", "a key has 1 to 256 characters"));

        var result = cli.run("run", "batch", "nightly", "-f", "runs.jsonl");

        assertThat(result.err()).contains("runs.jsonl:3: /key: a key has 1 to 256 characters");
    }

    @Test
    void a_file_without_requests_or_with_too_many_is_refused() {
        cli.file("empty.jsonl", "\n\n").file("huge.jsonl", "{}\n".repeat(10_001));

        var empty = cli.run("run", "batch", "nightly", "-f", "empty.jsonl");
        var huge = cli.run("run", "batch", "nightly", "-f", "huge.jsonl");
        var missing = cli.run("run", "batch", "nightly", "-f", "missing.jsonl");

        assertThat(empty.err()).contains("no request in there");
        assertThat(huge.err()).contains("at most 10000 runs, not 10001");
        assertThat(missing.err()).contains("missing.jsonl: can't be read");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void a_version_is_restored_if_nobody_has_changed_the_job_meanwhile() {
        api.answer("GET " + JOBS + "/nightly", 200, Answers.job("nightly", "30s", 7));
        api.answer("POST " + JOBS + "/nightly/versions/3:restore", 200, Answers.job("nightly", "1m", 8));

        var result = cli.run("job", "restore", "nightly", "--version", "3");

        assertThat(result)
                .isEqualTo(new Cli.Result(0, "job default/nightly is as in version 3 again: version 8\n", ""));
        assertThat(api.requests().getLast().ifMatch()).isEqualTo("\"7\"");
    }

    @Test
    void a_job_that_makes_up_for_others_is_applied_before_them() {
        String fragile = Answers.definition("fragile", "30s") + "  onFailure: {job: mender}\n";
        cli.file("jobs/a.yaml", fragile).file("jobs/b.yaml", Answers.definition("mender", "30s"));
        api.refuse("GET " + JOBS + "/fragile", 404, "job-not-found");
        api.refuse("GET " + JOBS + "/mender", 404, "job-not-found");
        api.answer("POST " + JOBS, 201, Answers.job("mender", "30s", 1));

        cli.run("apply", "-f", "jobs");

        assertThat(api.requests())
                .filteredOn(request -> request.question().startsWith("POST"))
                .extracting(request -> request.body().contains("onFailure"))
                .containsExactly(false, true);
    }
}
