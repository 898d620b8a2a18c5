package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the API says of why a run is where it is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ExplanationsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final String ENDLESS = "{\"type\": \"noop\", \"app\": \"test\", \"millis\": 600000}";
    private static final String QUICK = "{\"type\": \"noop\", \"app\": \"test\"}";

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static Worker worker;
    private static Schemas schemas;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.worker("test");
        schemas = new Schemas(carillon.get("/api/v1/openapi.json").json());
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    @Test
    void a_run_in_the_queue_names_the_run_before_it() throws Exception {
        carillon.create("queued", "{\"overlap\": {\"policy\": \"queue\", \"max\": 1}, \"task\": " + ENDLESS + "}");
        String first = ask("queued");

        var second = until(ask("queued"), "earlierRuns");

        assertThat(why(second).get("runs")).contains(Json.parse("[\"" + first + "\"]"));
        assertThat(why(second).get("ahead")).contains(Json.of(0));
        assertThat(why(second).text()).contains("1 run of its job under way");
    }

    @Test
    void a_run_that_the_rate_of_its_job_holds_back_says_when_the_next_may_go() throws Exception {
        carillon.create("rated", "{\"rate\": {\"max\": 1, \"per\": \"1h\"}, \"task\": " + QUICK + "}");
        ask("rated");

        var second = until(ask("rated"), "rateReached");

        assertThat(why(second).get("next")).isPresent();
        assertThat(why(second).get("job")).contains(Json.of("rated"));
    }

    @Test
    void a_run_that_was_done_says_what_asked_for_it_and_how_its_worker_was_chosen() throws Exception {
        carillon.create(
                "ticking", "{\"triggers\": [{\"cron\": \"* * * * * ?\", \"zone\": \"UTC\"}], \"task\": " + QUICK + "}");
        var done = carillon.until(
                RUNS + "?job=ticking&state=SUCCEEDED", answer -> answer.body().contains("SUCCEEDED"));
        String id = ((Json.Str) ((Json.Obj) ((Json.Arr) done.json().get("items").orElseThrow())
                                .items()
                                .getFirst())
                        .get("id")
                        .orElseThrow())
                .value();

        var one = carillon.get(RUNS + "/" + id);

        assertThat(schemas.mistakes("Run", one.json())).isEmpty();
        assertThat(why(one).get("cause").orElseThrow().text()).contains("\"expression\":\"* * * * * ?\"");
        assertThat(why(one).get("chosen").orElseThrow().text()).contains("\"suitable\":1");
    }

    @Test
    void a_run_that_is_too_late_is_skipped_and_says_so() throws Exception {
        carillon.create(
                "late", "{\"rate\": {\"max\": 1, \"per\": \"1h\"}, \"deadline\": \"500ms\", \"task\": " + QUICK + "}");
        ask("late");
        String second = ask("late");

        var skipped = carillon.until(
                RUNS + "/" + second, answer -> answer.text("state").equals("SKIPPED"));

        assertThat(schemas.mistakes("Run", skipped.json())).isEmpty();
        assertThat(skipped.text("reason")).isEqualTo("deadline");
        assertThat(why(skipped).get("code")).contains(Json.of("deadline"));
    }

    private static String ask(String job) {
        return carillon.post(JOBS + "/" + job + ":trigger", "{}").text("id");
    }

    private static TestingServer.Answer until(String run, String code) throws InterruptedException {
        var answer = carillon.until(RUNS + "/" + run, seen -> seen.body().contains("\"code\":\"" + code + "\""));
        assertThat(schemas.mistakes("Run", answer.json())).isEmpty();
        return answer;
    }

    private static Json.Obj why(TestingServer.Answer run) {
        return (Json.Obj) run.json().get("why").orElseThrow();
    }
}
