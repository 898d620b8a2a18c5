package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.declare.Declared;
import io.carillon.worker.declare.JobDeclaration;
import io.carillon.worker.declare.Sync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that code declares, as those see them who look at the server. Each test has an app and a job of its own. */
@Timeout(120)
class DeclaredJobsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs/";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path data;

    private static TestingServer carillon;

    @BeforeAll
    static void start() {
        carillon = TestingServer.start(data);
    }

    @AfterAll
    static void stop() {
        carillon.close();
    }

    @Test
    void a_job_appears_by_itself_and_fires() throws Exception {
        try (Worker worker = declared(code("appears", 1).job(job("appears").every("100ms")))) {
            assertThat(outcomes(worker)).containsExactly(Declared.Outcome.CREATED);
            carillon.until(
                    "/api/v1/namespaces/default/runs?job=appears&state=SUCCEEDED",
                    answer -> answer.body().contains("\"job\":\"appears\""));

            assertThat(carillon.get(JOBS + "appears").body())
                    .contains(
                            "\"declared\":{\"app\":\"appears\",\"handler\":\"appears\",\"sync\":\"create\",\"differences\":[]}");
        }
    }

    @Test
    void what_a_person_changed_stays_and_the_difference_shows_on_both_sides() throws Exception {
        declared(code("kept", 1).job(job("kept").timeout("30s"))).close();
        edit(
                "kept",
                "{\"task\": {\"type\": \"handler\", \"app\": \"kept\", \"handler\": \"kept\"}, \"timeout\": \"60s\"}");

        try (Worker worker = declared(code("kept", 2).job(job("kept").timeout("30s")))) {
            assertThat(worker.declared().getFirst().outcome()).isEqualTo(Declared.Outcome.DIFFERS);
            assertThat(worker.declared().getFirst().differences())
                    .containsExactly(new Declared.Difference("/spec/timeout", "\"30s\"", "\"1m\""));
            assertThat(carillon.get(JOBS + "kept").body())
                    .contains("\"timeout\":\"1m\"", "\"version\":2")
                    .contains("\"differences\":[{\"pointer\":\"/spec/timeout\",\"code\":\"30s\",\"server\":\"1m\"}]");
        }
    }

    @Test
    void enforced_fields_get_the_codes_value_and_the_others_stay() throws Exception {
        declared(code("enforced", 1).job(job("enforced").timeout("30s"))).close();
        edit(
                "enforced",
                "{\"task\": {\"type\": \"handler\", \"app\": \"enforced\", \"handler\": \"enforced\"}, \"timeout\": \"60s\", \"priority\": 9}");

        try (Worker worker = declared(
                code("enforced", 2).sync(Sync.ENFORCE).job(job("enforced").timeout("30s")))) {
            assertThat(outcomes(worker)).containsExactly(Declared.Outcome.UPDATED);
            assertThat(carillon.get(JOBS + "enforced").body())
                    .contains("\"timeout\":\"30s\"", "\"priority\":9", "\"version\":3", "\"differences\":[]");
        }
    }

    @Test
    void two_editions_of_the_code_do_not_take_turns() throws Exception {
        try (Worker later = declared(
                        code("rolling", 2).sync(Sync.ENFORCE).job(job("rolling").timeout("2s")));
                Worker earlier = declared(
                        code("rolling", 1).sync(Sync.ENFORCE).job(job("rolling").timeout("1s")))) {
            assertThat(outcomes(later)).containsExactly(Declared.Outcome.CREATED);
            assertThat(outcomes(earlier)).containsExactly(Declared.Outcome.DIFFERS);
            assertThat(earlier.declared().getFirst().code()).isEqualTo("declared-later");
            assertThat(carillon.get(JOBS + "rolling").body()).contains("\"timeout\":\"2s\"", "\"version\":1");
        }
    }

    @Test
    void a_job_that_a_person_deleted_comes_back_only_if_the_code_insists() throws Exception {
        declared(code("deleted", 1).job(job("deleted"))).close();
        carillon.delete(JOBS + "deleted");

        try (Worker worker = declared(code("deleted", 2).job(job("deleted")))) {
            assertThat(outcomes(worker)).containsExactly(Declared.Outcome.REFUSED);
            assertThat(worker.declared().getFirst().code()).isEqualTo("deleted-on-server");
            assertThat(carillon.get(JOBS + "deleted").status()).isEqualTo(404);
        }
        try (Worker worker = declared(code("deleted", 3).sync(Sync.ENFORCE).job(job("deleted")))) {
            assertThat(outcomes(worker)).containsExactly(Declared.Outcome.CREATED);
        }
    }

    @Test
    void other_work_of_the_same_name_is_left_alone_whatever_the_code_insists_on() throws Exception {
        carillon.put("/api/v1/apps/taken", "{}");
        carillon.create("taken", "{\"task\": {\"type\": \"noop\", \"app\": \"taken\"}}");

        try (Worker worker = declared(code("taken", 1).sync(Sync.ENFORCE).job(job("taken")))) {
            assertThat(outcomes(worker)).containsExactly(Declared.Outcome.REFUSED);
            assertThat(worker.declared().getFirst().code()).isEqualTo("name-taken");
            assertThat(carillon.get(JOBS + "taken").body())
                    .contains("\"type\":\"noop\"")
                    .doesNotContain("declared");
        }
    }

    @Test
    void mistakes_in_the_code_come_back_with_their_pointers_and_spoil_nothing_else() throws Exception {
        try (Worker worker = declared(code("mistakes", 1)
                .job(job("mistakes").named("misspelt").set("retires", 3))
                .job(job("mistakes").named("never").cron("0 0 0 30 2 ?"))
                .job(job("mistakes").named("sound")))) {
            assertThat(outcomes(worker))
                    .containsExactly(Declared.Outcome.REFUSED, Declared.Outcome.REFUSED, Declared.Outcome.CREATED);
            assertThat(worker.declared().get(0).mistakes().getFirst().pointer()).isEqualTo("/spec/retires");
            assertThat(worker.declared().get(1).mistakes().getFirst().pointer()).isEqualTo("/spec/triggers/0/cron");
        }
    }

    @Test
    void a_job_that_no_code_declares_any_more_is_shown_as_orphaned_while_workers_are_there_that_could()
            throws Exception {
        declared(code("orphaned", 1).job(job("orphaned")).job(job("orphaned").named("kin")))
                .close();
        boolean away = isOrphaned("orphaned");

        try (Worker _ = declared(code("orphaned", 2).job(job("orphaned").named("kin")))) {
            assertThat(away).isFalse();
            carillon.until(JOBS + "orphaned", answer -> answer.body().contains("orphanedSince"));
            assertThat(isOrphaned("kin")).isFalse();
            assertThat(carillon.get("/api/v1/namespaces/default/jobs?limit=200").body())
                    .contains("\"orphanedSince\":\"");
        }
    }

    @Test
    void what_became_of_declarations_is_counted() throws Exception {
        double before = carillon.metric("carillon_declarations_total{outcome=\"created\"}");
        declared(code("counted", 1).job(job("counted"))).close();

        assertThat(carillon.metric("carillon_declarations_total{outcome=\"created\"}"))
                .isGreaterThanOrEqualTo(before + 1);
    }

    private static boolean isOrphaned(String job) {
        return carillon.get(JOBS + job).body().contains("orphanedSince");
    }

    private static WorkerBuilder code(String app, long edition) {
        return Worker.builder().app(app).edition(edition).handler(app, Map.class, (_, _) -> null);
    }

    private static JobDeclaration job(String handler) {
        return JobDeclaration.of(handler);
    }

    private static Worker declared(WorkerBuilder builder) throws InterruptedException {
        Worker worker = carillon.connected(builder);
        assertThat(worker.awaitDeclared(PATIENCE)).isTrue();
        return worker;
    }

    private static List<Declared.Outcome> outcomes(Worker worker) {
        return worker.declared().stream().map(Declared::outcome).toList();
    }

    private static void edit(String job, String spec) {
        var answer = carillon.put(JOBS + job, TestingServer.job(job, spec));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("metadata").map(Json::text).orElseThrow()).contains(job);
    }
}
