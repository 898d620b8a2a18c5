package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.ListServer;
import io.carillon.databases.PostgresServer;
import io.carillon.membership.BoardAccess;
import io.carillon.membership.BoardAddress;
import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes on one database that find each other by way of another server; for each kind of that to pass. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
abstract class ListedClusters {

    private static final int PARTITIONS = 256;
    private static final String NODES = "/api/v1/nodes";
    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";
    private static final String EACH_SECOND =
            "{\"triggers\": [{\"every\": \"1s\"}], \"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"work\"}}";

    /** How often each run was begun. */
    private final Map<String, Integer> begun = new ConcurrentSkipListMap<>();

    private Path directory;
    private DatabaseServer database;
    private ListServer list;
    private String url;
    private TestingServer one;

    abstract ListServer startList(Path empty);

    @BeforeAll
    void start(@TempDir Path empty) {
        directory = empty;
        list = startList(directory.resolve("list"));
        database = PostgresServer.start(directory.resolve("postgres"));
        url = database.create("carillon");
        one = node("one");
    }

    private TestingServer node(String name) {
        return TestingServer.start(
                directory.resolve(name), url, new NodeListSettings(BoardAddress.parse(list.url()), BoardAccess.OPEN));
    }

    @AfterAll
    void stop() {
        if (one != null) {
            one.close();
        }
        if (database != null) {
            database.close();
        }
        if (list != null) {
            list.close();
        }
    }

    @Test
    void nodes_find_each_other_and_share_what_there_is_and_one_that_is_killed_is_taken_over_from() throws Exception {
        try (var other = KilledServer.start(directory.resolve("other"), url, list.url())) {
            TestingServer.Answer together = one.until(
                    NODES,
                    answer -> owned(answer, other.node()) > 0
                            && owned(answer, own()) + owned(answer, other.node()) == PARTITIONS);

            other.kill();
            one.until(NODES, answer -> owned(answer, own()) == PARTITIONS);

            assertThat(together.text("membership")).isEqualTo(list.url() + "/carillon");
            assertThat(owned(together, own())).isPositive();
            assertThat(one.get(NODES).body()).contains(other.node()).contains("\"silent\"");
        }
    }

    @Test
    void a_node_that_would_look_for_the_others_in_the_database_is_refused_with_the_reason() throws Exception {
        var refused = catchThrowableOfType(
                StartException.class,
                () -> TestingServer.start(
                        directory.resolve("stranger"), url, DatabaseServer.USER, DatabaseServer.PASSWORD));

        assertThat(refused)
                .hasMessageContaining("database")
                .hasMessageContaining(list.url().substring(0, list.url().indexOf(':') + 1))
                .hasMessageContaining("stop all nodes");
        one.until(NODES, answer -> owned(answer, own()) == PARTITIONS);
    }

    @Test
    void while_the_list_is_away_nothing_moves_and_what_was_due_is_done_once_when_it_is_back() throws Exception {
        try (Worker worker = worker();
                var other = node("other")) {
            one.until(NODES, answer -> owned(answer, id(other)) > 0 && owned(answer, own()) > 0);
            try (Worker others = worker(other)) {
                one.create("tick", EACH_SECOND);
                succeeded(Instant.EPOCH);

                list.stop();
                untilHealth("DOWN");
                String trouble = one.manage("/actuator/health").body();
                one.until(JOBS, _ -> one.metric("carillon_lease_renewal_failures_total") > 0);
                TestingServer.Answer partitions = one.get("/api/v1/partitions");
                TestingServer.Answer nodes = one.get(NODES);
                one.create("made-meanwhile", EACH_SECOND.replace("1s", "1h"));
                list.start();
                Instant back = Instant.now();

                one.until(JOBS, _ -> one.isUp());
                succeeded(back);
                one.post(JOBS + "/tick:pause", "");
                assertThat(trouble).contains("membership").contains(list.url());
                assertThat(partitions.status()).isEqualTo(200);
                assertThat(nodes.status()).isEqualTo(503);
                assertThat(others.workerId()).isNotEqualTo(worker.workerId());
                assertNoneLostAndNoneDoubled();
            }
        }
    }

    private void succeeded(Instant after) throws InterruptedException {
        one.until(
                RUNS + "?job=tick&state=SUCCEEDED",
                answer -> scheduled(answer).stream().anyMatch(after::isBefore));
    }

    private Worker worker() throws InterruptedException {
        return worker(one);
    }

    private Worker worker(TestingServer of) throws InterruptedException {
        return of.connected(Worker.builder().app("test").slots(8).handler("work", Map.class, (_, run) -> {
            begun.merge(run.runId(), 1, Integer::sum);
            return "done";
        }));
    }

    private void assertNoneLostAndNoneDoubled() throws InterruptedException {
        one.until(
                RUNS + "?job=tick&limit=200",
                answer -> items(answer).stream()
                        .allMatch(run -> text(run, "state").equals("SUCCEEDED")));
        List<Instant> instants = scheduled(one.get(RUNS + "?job=tick&limit=200")).stream()
                .sorted()
                .toList();
        Instant first = instants.getFirst();
        assertThat(instants)
                .containsExactlyElementsOf(LongStream.range(0, instants.size())
                        .mapToObj(first::plusSeconds)
                        .toList());
        assertThat(begun.values()).containsOnly(1);
    }

    private void untilHealth(String words) throws InterruptedException {
        one.until(JOBS, _ -> one.manage("/actuator/health").body().contains(words));
    }

    private String own() {
        return id(one);
    }

    private static String id(TestingServer server) {
        return server.server().nodeId().value();
    }

    /** None as far as is known where the list of nodes can't be asked. */
    private static int owned(TestingServer.Answer answer, String node) {
        if (answer.status() != 200) {
            return 0;
        }
        return items(answer).stream()
                .filter(item -> text(item, "id").equals(node))
                .mapToInt(item -> ((Json.Num) item.get("partitions").orElseThrow())
                        .value()
                        .intValue())
                .sum();
    }

    private static List<Instant> scheduled(TestingServer.Answer answer) {
        return items(answer).stream()
                .map(run -> Instant.parse(text(run, "scheduledAt")))
                .toList();
    }

    private static List<Json.Obj> items(TestingServer.Answer answer) {
        return ((Json.Arr) answer.json().get("items").orElseThrow())
                .items().stream().map(Json.Obj.class::cast).toList();
    }

    private static String text(Json.Obj item, String member) {
        return ((Json.Str) item.get(member).orElseThrow()).value();
    }
}
