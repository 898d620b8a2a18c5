package io.carillon.server;

import static io.carillon.server.Listed.items;
import static io.carillon.server.Listed.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.RunFeed;
import io.carillon.client.TriggerRequest;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.tasks.BuiltInTasks;
import io.carillon.tasks.TaskPolicy;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, of which each is asked for what either owns. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ClusterOfServersTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    /** So many that each node owns some. */
    private static final int MANY = 12;

    private static final String NOOP = """
            {"task": {"type": "noop", "app": "test"}}""";
    private static final String SLOW = """
            {"task": {"type": "noop", "app": "test", "params": {"millis": 60000}}}""";

    /** A run that is there and does nothing. */
    private static final String LATER = """
            {"at": "2099-01-01T00:00:00Z"}""";

    private DatabaseServer database;
    private TestingServer one;
    private TestingServer other;
    private List<Worker> workers;

    @BeforeAll
    void start(@TempDir Path directory) throws InterruptedException {
        database = PostgresServer.start(directory.resolve("postgres"));
        String url = database.create("carillon");
        one = TestingServer.start(directory.resolve("one"), url, DatabaseServer.USER, DatabaseServer.PASSWORD);
        other = TestingServer.start(directory.resolve("other"), url, DatabaseServer.USER, DatabaseServer.PASSWORD);
        one.until("/api/v1/nodes", Listed::isShared);
        workers = List.of(one.worker("test"), other.worker("test"));
        for (TestingServer node : nodes()) {
            node.until("/api/v1/apps", answer -> answer.body().contains("test"));
        }
    }

    @AfterAll
    void stop() {
        workers.forEach(Worker::close);
        other.close();
        one.close();
        database.close();
    }

    @Test
    void each_node_lists_both_with_where_they_are_and_what_they_own() {
        for (TestingServer node : nodes()) {
            List<Json> items = items(node.get("/api/v1/nodes"));

            assertThat(items).hasSize(2).allSatisfy(item -> {
                assertThat(text(item, "address")).startsWith("localhost:");
                assertThat(text(item, "state")).isEqualTo("up");
            });
            assertThat(Listed.isShared(node.get("/api/v1/nodes"))).isTrue();
        }
    }

    @Test
    void the_workers_of_both_are_listed_by_each() {
        for (TestingServer node : nodes()) {
            assertThat(items(node.get("/api/v1/workers")))
                    .extracting(item -> text(item, "id"))
                    .contains(workers.getFirst().workerId(), workers.getLast().workerId());
        }
    }

    @Test
    void every_command_about_a_job_is_taken_by_the_node_that_does_not_own_it() {
        for (String name : names("commanded")) {
            var created = one.post(JOBS, TestingServer.job(name, NOOP));
            var seen = other.put(JOBS + "/" + name, TestingServer.job(name, SLOW), "If-Match", "\"1\"");
            var stale = one.put(JOBS + "/" + name, TestingServer.job(name, SLOW), "If-Match", "\"1\"");
            var again = other.post(JOBS, TestingServer.job(name, NOOP));
            var paused = one.post(JOBS + "/" + name + ":pause", "");
            var resumed = other.post(JOBS + "/" + name + ":resume", "");
            var deleted = one.delete(JOBS + "/" + name);

            assertThat(Stream.of(created, seen, stale, again, paused, resumed, deleted)
                            .map(TestingServer.Answer::status))
                    .as("%s: %s", name, again.body())
                    .containsExactly(201, 200, 412, 409, 200, 200, 204);
            assertThat(other.get(JOBS + "/" + name).status()).isEqualTo(404);
        }
    }

    @Test
    void runs_that_one_node_made_are_done_explained_and_done_again_by_way_of_the_other() throws Exception {
        for (String name : names("run")) {
            one.create(name, NOOP);
            String run = other.post(JOBS + "/" + name + ":trigger", "{}").text("id");
            one.until(RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));
            other.until(RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));
            var again = one.post(RUNS + "/" + run + ":rerun", "{}");

            assertThat(again.status()).as(again.body()).isEqualTo(201);
            other.until(
                    RUNS + "/" + again.text("id"),
                    answer -> answer.text("state").equals("SUCCEEDED"));
        }
    }

    @Test
    void batches_that_one_node_is_fed_are_made_by_whoever_owns_their_jobs_and_keys_hold_at_both() throws Exception {
        var later = Instant.parse("2099-01-01T00:00:00Z");
        try (var toOne = feed(one);
                var toOther = feed(other)) {
            for (String name : names("fed")) {
                one.create(name, NOOP);
                var job = JobKey.of("default", name);
                var keyed = new TriggerRequest(null, later, "a", null);
                var plain = new TriggerRequest(null, later, null, null);

                var first = toOne.send(job, List.of(keyed, plain)).get();
                var again = toOther.send(job, List.of(plain, keyed)).get();

                assertThat(again.getLast()).isEqualTo(first.getFirst());
                assertThat(other.get(RUNS + "/" + first.getLast()).status()).isEqualTo(200);
                assertThat(one.get(RUNS + "/" + again.getFirst()).status()).isEqualTo(200);
            }
        }
    }

    private static RunFeed feed(TestingServer node) {
        return RunFeed.builder()
                .node("localhost:" + node.server().grpcPort())
                .token(TestingServer.TOKEN)
                .build();
    }

    @Test
    void a_worker_that_dials_one_node_does_the_runs_of_both_with_its_only_slot() throws Exception {
        var builder = Worker.builder().app("everywhere").slots(1).tasks(BuiltInTasks.all(TaskPolicy.closed()));
        try (Worker worker = one.connected(builder)) {
            one.put("/api/v1/apps/everywhere", "");
            List<String> runs = names("everywhere").stream()
                    .peek(name -> other.create(name, """
                            {"task": {"type": "noop", "app": "everywhere"}}"""))
                    .map(name -> one.post(JOBS + "/" + name + ":trigger", "{}").text("id"))
                    .toList();

            for (String run : runs) {
                var ended = other.until(
                        RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));
                assertThat(ended.body()).contains(worker.workerId()).contains("\"attempt\":1");
            }
            assertThat(items(other.get("/api/v1/workers")))
                    .extracting(item -> text(item, "id"))
                    .containsOnlyOnce(worker.workerId());
        }
    }

    @Test
    void a_run_names_the_node_that_owns_it_whichever_is_asked() throws InterruptedException {
        Set<String> owners = new HashSet<>();
        for (String name : names("owned")) {
            one.create(name, NOOP);
            RunId run = RunId.parse(
                            other.post(JOBS + "/" + name + ":trigger", LATER).text("id"))
                    .orElseThrow();
            owners.add(ownerOf(run));

            for (TestingServer node : nodes()) {
                node.until(RUNS + "/" + run, answer -> answer.text("node").equals(ownerOf(run)));
                assertThat(items(node.get(RUNS + "?job=" + name)))
                        .extracting(item -> text(item, "node"))
                        .containsExactly(ownerOf(run));
            }
        }
        assertThat(owners).hasSize(2);
    }

    @Test
    void what_a_run_waits_for_is_told_by_each_node_and_each_can_cancel_it() {
        for (String name : names("waiting")) {
            one.create(name, NOOP);
            String run = one.post(JOBS + "/" + name + ":trigger", LATER).text("id");

            for (TestingServer node : nodes()) {
                assertThat(node.get(RUNS + "/" + run).body()).contains("\"notDue\"");
            }
            var cancelled = other.post(RUNS + "/" + run + ":cancel", "");

            assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
            assertThat(one.get(RUNS + "/" + run).text("state")).isEqualTo("CANCELLED");
        }
    }

    @Test
    void a_request_with_a_key_makes_one_run_whichever_node_hears_it() {
        for (String name : names("keyed")) {
            one.create(name, SLOW);
            String[] key = {"Idempotency-Key", "the-key-of-" + name};
            var first = other.post(JOBS + "/" + name + ":trigger", "{}", key);
            var second = one.post(JOBS + "/" + name + ":trigger", "{}", key);
            String batch = "{\"job\": \"" + name + "\", \"runs\": [{}, {}]}";
            var many = one.post(RUNS + ":batch", batch, key);
            var manyAgain = other.post(RUNS + ":batch", batch, key);

            assertThat(first.status()).as(first.body()).isEqualTo(201);
            assertThat(second.text("id")).isEqualTo(first.text("id"));
            assertThat(many.status()).as(many.body()).isEqualTo(201);
            assertThat(manyAgain.body()).isEqualTo(many.body());
        }
    }

    @Test
    void what_one_node_is_told_of_apps_and_limits_the_other_knows_at_once() {
        for (int round = 0; round < MANY; round++) {
            String app = "app-" + round;
            one.put("/api/v1/apps/" + app, "");
            var job = other.post(
                    JOBS, TestingServer.job("of-" + app, "{\"task\": {\"type\": \"noop\", \"app\": \"" + app + "\"}}"));
            var limit = other.put(
                    "/api/v1/namespaces/default/limits/limit-" + round,
                    "{\"metadata\": {\"name\": \"limit-" + round + "\"}, \"spec\": {\"concurrent\": 1}}");
            var limited = one.post(
                    JOBS,
                    TestingServer.job(
                            "limited-" + round,
                            "{\"limits\": [\"limit-" + round
                                    + "\"], \"task\": {\"type\": \"noop\", \"app\": \"test\"}}"));

            assertThat(job.status()).as(job.body()).isEqualTo(201);
            assertThat(limit.status()).as(limit.body()).isEqualTo(201);
            assertThat(limited.status()).as(limited.body()).isEqualTo(201);
        }
    }

    /** As the database has it. */
    private String ownerOf(RunId run) {
        return text(items(one.get("/api/v1/partitions")).get(run.partition().number()), "owner");
    }

    private List<TestingServer> nodes() {
        return List.of(one, other);
    }

    private static List<String> names(String what) {
        return IntStream.range(0, MANY).mapToObj(number -> what + "-" + number).toList();
    }
}
