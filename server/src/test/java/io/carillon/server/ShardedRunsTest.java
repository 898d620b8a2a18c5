package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in parts, as anybody asks for them, done by a real worker. */
class ShardedRunsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    @TempDir
    static Path data;

    private static final Map<String, Map<Integer, Integer>> ATTEMPTS = new ConcurrentSkipListMap<>();

    private static TestingServer carillon;
    private static Worker worker;

    /** Two at a time; the third part fails when it is tried for the first time, and those of one job have no end of their own. */
    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        worker = carillon.connected(Worker.builder()
                .app("test")
                .slots(2)
                .handler("slice", Map.class, (_, run) -> {
                    ATTEMPTS.computeIfAbsent(run.job(), _ -> new ConcurrentSkipListMap<>())
                            .merge(run.shardIndex(), 1, Integer::sum);
                    if (run.job().equals("slow")) {
                        new CountDownLatch(1).await();
                    }
                    if (run.shardIndex() == 2 && run.attempt().number() == 1) {
                        throw new IllegalStateException("the third of " + run.shardTotal() + " fails once");
                    }
                    return run.shardIndex() + " of " + run.shardTotal();
                })
                .handler("params", TreeMap.class, (params, _) -> params));
    }

    @AfterAll
    static void stop() {
        worker.close();
        carillon.close();
    }

    private static String trigger(String job) {
        return carillon.post(JOBS + "/" + job + ":trigger", "{\"params\": {\"day\": 7}}")
                .text("id");
    }

    private static List<Json.Obj> items(Json.Obj of, String name) {
        return ((Json.Arr) of.get(name).orElseThrow())
                .items().stream().map(Json.Obj.class::cast).toList();
    }

    private static String text(Json.Obj of, String member) {
        return of.get(member).orElseThrow() instanceof Json.Str text
                ? text.value()
                : of.get(member).orElseThrow().text();
    }

    @Test
    void a_run_is_done_in_eight_parts_on_two_slots_and_only_the_part_that_failed_is_done_again() throws Exception {
        carillon.create("wide", """
                {"task": {"type": "handler", "app": "test", "handler": "slice"}, "routing": {"shards": 8},
                 "retry": {"maxAttempts": 2, "backoff": "fixed", "initial": "100ms", "jitter": 0}}""");

        String run = trigger("wide");
        Json.Obj done = carillon.until(
                        RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"))
                .json();
        List<Json.Obj> shards = items(done, "shards");
        Json.Obj third = carillon.get(RUNS + "/" + text(shards.get(2), "id")).json();

        assertThat(shards)
                .extracting(shard -> text(shard, "index"))
                .containsExactly("0", "1", "2", "3", "4", "5", "6", "7");
        assertThat(shards).extracting(shard -> text(shard, "state")).containsOnly("SUCCEEDED");
        assertThat(shards)
                .extracting(shard -> text(shard, "attempt"))
                .containsExactly("1", "1", "2", "1", "1", "1", "1", "1");
        assertThat(ATTEMPTS.get("wide")).isEqualTo(Map.of(0, 1, 1, 1, 2, 2, 3, 1, 4, 1, 5, 1, 6, 1, 7, 1));
        assertThat(text(third, "shardOf")).isEqualTo(run);
        assertThat(text(third, "shardIndex")).isEqualTo("2");
        assertThat(text(third, "shardTotal")).isEqualTo("8");
        assertThat(text(third, "result")).isEqualTo("2 of 8");
        assertThat(items(third, "attempts")).hasSize(1);
        assertThat(third.text()).contains("\"type\":\"shard\"").contains("\"day\":7");
    }

    @Test
    void each_shard_of_a_list_has_params_of_its_own() throws Exception {
        var created = carillon.create("regions", """
                {"task": {"type": "handler", "app": "test", "handler": "params", "params": {"batch": 500}},
                 "routing": {"shards": [{"region": "eu"}, {"region": "us", "batch": 50}]}}""");

        String run = trigger("regions");
        Json.Obj done = carillon.until(
                        RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"))
                .json();
        var results = new ArrayList<String>();
        for (Json.Obj shard : items(done, "shards")) {
            results.add(text(carillon.get(RUNS + "/" + text(shard, "id")).json(), "result"));
        }

        assertThat(created.body()).contains("\"shards\":[{\"region\":\"eu\"},{\"region\":\"us\",\"batch\":50}]");
        assertThat(results)
                .containsExactly(
                        "{\"batch\":500,\"day\":7,\"region\":\"eu\"}", "{\"batch\":50,\"day\":7,\"region\":\"us\"}");
    }

    @Test
    void a_list_leaves_shards_out_unless_they_are_asked_for() throws Exception {
        carillon.create("listed", """
                {"task": {"type": "handler", "app": "test", "handler": "slice"}, "routing": {"shards": 3},
                 "retry": {"initial": "100ms", "jitter": 0}}""");
        String run = trigger("listed");
        carillon.until(RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));

        Json.Obj runs = carillon.get(RUNS + "?job=listed").json();
        Json.Obj first = carillon.get(RUNS + "?shardOf=" + run + "&limit=2").json();
        Json.Obj second = carillon.get(RUNS + "?shardOf=" + run + "&limit=2&cursor=" + text(first, "next"))
                .json();
        var unread = carillon.get(RUNS + "?shardOf=nobody");

        assertThat(items(runs, "items")).extracting(item -> text(item, "id")).containsExactly(run);
        assertThat(IntStream.of(
                        items(first, "items").size(), items(second, "items").size()))
                .containsExactly(2, 1);
        assertThat(items(second, "items"))
                .extracting(item -> text(item, "shardOf"))
                .containsExactly(run);
        assertThat(unread.status()).isEqualTo(400);
        assertThat(unread.body()).contains("shardOf");
    }

    @Test
    void a_shard_is_not_rerun_alone_and_whoever_asks_is_told_what_to_rerun() throws Exception {
        carillon.create("again", """
                {"task": {"type": "handler", "app": "test", "handler": "slice"}, "routing": {"shards": 2}}""");
        String run = trigger("again");
        Json.Obj done = carillon.until(
                        RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"))
                .json();
        String shard = text(items(done, "shards").getFirst(), "id");

        var refused = carillon.post(RUNS + "/" + shard + ":rerun", "{}");
        var rerun = carillon.post(RUNS + "/" + run + ":rerun", "{}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("code")).isEqualTo("run-is-shard");
        assertThat(refused.text("detail")).contains(run);
        assertThat(rerun.status()).isEqualTo(201);
    }

    @Test
    void a_run_in_parts_says_what_it_waits_for_and_is_cancelled_with_all_of_them() throws Exception {
        carillon.create("stuck", """
                {"task": {"type": "handler", "app": "test", "handler": "nobodyHasIt"}, "routing": {"shards": 4}}""");
        carillon.create("slow", """
                {"task": {"type": "handler", "app": "test", "handler": "slice"}, "routing": {"shards": 1000}}""");
        String stuck = trigger("stuck");
        Json.Obj waiting = carillon.get(RUNS + "/" + stuck).json();
        String slow = trigger("slow");
        Json.Obj split = carillon.until(
                        RUNS + "/" + slow, answer -> answer.body().contains("\"shards\":["))
                .json();
        carillon.post(RUNS + "/" + slow + ":cancel", "{}");
        Json.Obj ended = carillon.until(
                        RUNS + "/" + slow,
                        answer -> answer.json().get("finishedAt").isPresent())
                .json();

        assertThat(waiting.text()).contains("\"code\":\"noCapableWorker\"");
        assertThat(items(split, "shards")).hasSize(1000);
        assertThat(text(ended, "state")).isEqualTo("CANCELLED");
        assertThat(items(ended, "shards"))
                .noneMatch(shard -> shard.get("finishedAt").isEmpty());
        assertThat(carillon.manage("/actuator/prometheus").body())
                .contains("carillon_shards_total{outcome=\"cancelled\"}");
    }
}
