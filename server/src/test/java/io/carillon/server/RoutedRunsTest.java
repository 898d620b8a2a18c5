package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a run, as anybody asks for it, among two real workers. */
class RoutedRunsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    @TempDir
    static Path data;

    private static final ConcurrentLinkedQueue<String> DONE = new ConcurrentLinkedQueue<>();

    private static TestingServer carillon;
    private static List<Worker> workers;

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        workers = List.of(worker("routed-1"), worker("routed-2"));
    }

    @AfterAll
    static void stop() {
        workers.forEach(Worker::close);
        carillon.close();
    }

    private static Worker worker(String id) throws InterruptedException {
        return carillon.connected(Worker.builder()
                .app("test")
                .workerId(id)
                .slots(2)
                .handler("where", Map.class, (_, run) -> {
                    DONE.add(run.job() + " " + run.shardIndex() + " of " + run.shardTotal() + " by " + id);
                    return id;
                }));
    }

    @Test
    void a_broadcast_is_done_once_by_every_worker() throws Exception {
        carillon.create("everywhere", """
                {"task": {"type": "handler", "app": "test", "handler": "where"}, "routing": {"strategy": "broadcast"}}""");

        Json.Obj done = ended("everywhere").json();
        List<Json> shards = ((Json.Arr) done.get("shards").orElseThrow()).items();
        String shard = carillon.get(RUNS + "/" + text(shards.getLast(), "id")).body();

        assertThat(DONE)
                .filteredOn(each -> each.startsWith("everywhere"))
                .containsExactlyInAnyOrder("everywhere 0 of 2 by routed-1", "everywhere 1 of 2 by routed-2");
        assertThat(shards).extracting(each -> text(each, "worker")).containsExactly("routed-1", "routed-2");
        assertThat(shard).contains("\"total\":2,\"worker\":\"routed-2\"").contains("\"strategy\":\"broadcast\"");
    }

    @Test
    void runs_of_one_key_meet_one_worker_and_say_by_which_strategy() throws Exception {
        carillon.create("keyed", """
                {"task": {"type": "handler", "app": "test", "handler": "where", "params": {"tenant": 7}},
                 "routing": {"strategy": "consistentHash", "key": "tenant"}}""");

        List<String> done = List.of(
                ended("keyed").body(), ended("keyed").body(), ended("keyed").body());

        String first = done.getFirst().contains("\"worker\":\"routed-1\"") ? "routed-1" : "routed-2";
        assertThat(done)
                .allSatisfy(run -> assertThat(run)
                        .contains("\"worker\":\"" + first + "\"")
                        .contains("\"strategy\":\"consistentHash\",\"suitable\":2"));
        assertThat(carillon.get(JOBS + "/keyed").body()).contains("\"key\":\"tenant\",\"whenFull\":\"wait\"");
    }

    @Test
    void an_unknown_strategy_is_refused_where_it_stands_with_the_one_that_was_meant() {
        var refused = carillon.post(JOBS, TestingServer.job("wrong", """
                {"task": {"type": "handler", "app": "test", "handler": "where"}, "routing": {"strategy": "roundRobbin"}}"""));

        assertThat(refused.status()).isBetween(400, 422);
        assertThat(refused.body()).contains("/spec/routing/strategy").contains("did you mean 'roundRobin'?");
    }

    @Test
    void workers_say_how_busy_their_machines_are() throws Exception {
        var told = carillon.until("/api/v1/workers", answer -> answer.body().contains("\"load\":{\""));

        assertThat(told.body()).containsPattern("\"load\":\\{\"(cpu|memory|io)\":\\d+");
    }

    private static TestingServer.Answer ended(String job) throws InterruptedException {
        String run = carillon.post(JOBS + "/" + job + ":trigger", "{}").text("id");
        return carillon.until(RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));
    }

    private static String text(Json of, String member) {
        Json value = ((Json.Obj) of).get(member).orElseThrow();
        return value instanceof Json.Str text ? text.value() : value.text();
    }
}
