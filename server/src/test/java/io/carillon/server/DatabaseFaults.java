package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a node lives through while its database stays where it is; for each kind of database to pass. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseFaults<S extends DatabaseServer> {

    static final String RUNS = "/api/v1/namespaces/default/runs";
    static final String JOBS = "/api/v1/namespaces/default/jobs";

    private static final String ON_REQUEST =
            "{\"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"work\"}}";
    private static final String EACH_SECOND = "{\"triggers\": [{\"every\": \"1s\"}], " + ON_REQUEST.substring(1);

    /** Its runs stand in rows of their own from the beginning, which a rule of the database can refuse. */
    private static final String EACH_SECOND_AT_LENGTH = EACH_SECOND.replace(
            "\"handler\": \"work\"", "\"handler\": \"work\", \"params\": {\"text\": \"" + "x".repeat(1_000) + "\"}");

    /** For how many seconds the database stands still while nodes have the time-outs that they come with; 0 is a short stall with short ones. */
    private static final int STALL = Integer.getInteger("carillon.stall", 0);

    /** How often each run was begun. */
    private final Map<String, Integer> begun = new ConcurrentSkipListMap<>();

    private static final int READERS_OF_PEOPLE = 4;

    private Path directory;
    private S database;
    private int nodes;
    private TestingServer carillon;
    private Worker worker;
    private Worker speaker;

    abstract S startDatabase(Path place);

    /** What a URL says so that a connection that hangs is given up after two seconds; the default is thirty. */
    abstract String impatient();

    /** Keeps everybody else from the dead letters, which nothing but a list of runs looks at, until the connection is closed. */
    abstract void lockDeadLetters(Connection connection) throws SQLException;

    /** Statements that make the database refuse each new run of a job. */
    abstract String[] refusingRunsOf(String job);

    /** Counts the connections that wait for such a lock. */
    abstract String waitingForLocks();

    /** Ends the connections of the node. */
    abstract void cutOff(Connection connection) throws SQLException;

    abstract void refuseWrites();

    abstract void takeWrites();

    @BeforeAll
    void open(@TempDir Path place) {
        directory = place;
        database = startDatabase(place.resolve("database"));
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void start() throws InterruptedException {
        begun.clear();
        String name = "carillon" + ++nodes;
        database.create(name);
        database.execute(database.maintenance(), grants(name));
        carillon = node(name);
        worker = carillon.connected(Worker.builder().app("test").slots(8).handler("work", Map.class, (_, run) -> {
            begun.merge(run.runId(), 1, Integer::sum);
            return "done";
        }));
        speaker = carillon.connected(Worker.builder()
                .app("test")
                .handler("say", Map.class, (said, _) -> said)
                .handler("shout", Map.class, (said, _) -> {
                    throw new IllegalStateException(said.toString());
                })
                .handler("ramble", Map.class, (_, _) -> "more and ".repeat(1_000_000)));
    }

    /** A node on the database of this test, with a data directory of its own. */
    private TestingServer node(String place) {
        String url = database.url(name());
        if (STALL == 0) {
            url += (url.contains("?") ? "&" : "?") + impatient();
        }
        return TestingServer.start(directory.resolve(place), url, user(), DatabaseServer.PASSWORD);
    }

    @AfterEach
    void stop() {
        worker.close();
        speaker.close();
        carillon.close();
    }

    /** Whom a node comes as. */
    String user() {
        return DatabaseServer.USER;
    }

    String[] grants(String name) {
        return new String[0];
    }

    S database() {
        return database;
    }

    TestingServer carillon() {
        return carillon;
    }

    @Test
    void a_stall_beyond_the_lease_and_every_time_out_loses_nothing_doubles_nothing_and_needs_nobody() throws Exception {
        carillon.create("tick", EACH_SECOND);
        carillon.until(
                RUNS + "?job=tick&state=SUCCEEDED", answer -> !items(answer).isEmpty());
        Set<String> connections = connections();

        database.freeze();
        Instant frozen = Instant.now();
        untilHealth("DOWN");
        Instant told = Instant.now();
        until(() -> carillon.metric("carillon_lease_lost_total") >= 1);
        until(() -> carillon.metric("carillon_commit_failures_total") >= 1);
        TestingServer.Answer health = carillon.manage("/actuator/health");
        standStill(frozen);
        database.thaw();
        Instant thawed = Instant.now();

        carillon.until(
                RUNS + "?job=tick&state=SUCCEEDED",
                answer -> scheduled(answer).stream().anyMatch(thawed::isBefore));
        Instant back = Instant.now();
        carillon.post(JOBS + "/tick:pause", "");
        List<Json.Obj> all = ended("tick");
        System.out.printf(
                "%s stood still for %d ms: health said so after %d ms; %d ms after it went on a run had succeeded that"
                        + " was due after that; %d runs%n",
                database.product(),
                Duration.between(frozen, thawed).toMillis(),
                Duration.between(frozen, told).toMillis(),
                Duration.between(thawed, back).toMillis(),
                all.size());
        assertThat(health.body()).contains("DOWN").contains("takes no writes");
        assertNoneLostAndNoneDoubled(all);
        assertThat(connections()).as("workers that stayed connected").isEqualTo(connections);
        assertThat(all)
                .anySatisfy(run ->
                        assertThat(Instant.parse(text(run, "scheduledAt"))).isBetween(frozen, thawed));
        until(carillon::isUp);
    }

    @Test
    void a_database_that_only_reads_is_told_apart_by_its_refusal_to_write_and_all_goes_on_when_it_writes_again()
            throws Exception {
        assertGoesOnAfter(this::refuseWrites, this::takeWrites);
    }

    /** Since when each worker has been connected. */
    private Set<String> connections() {
        return items(carillon.get("/api/v1/workers")).stream()
                .map(each -> text(each, "id") + " since " + text(each, "connectedAt"))
                .collect(Collectors.toSet());
    }

    private static void standStill(Instant since) throws InterruptedException {
        Thread.sleep(Duration.between(Instant.now(), since.plusSeconds(STALL)));
    }

    void assertGoesOnAfter(Runnable refuse, Runnable take) throws Exception {
        carillon.create("job", ON_REQUEST);
        succeeded();

        refuse.run();
        untilHealth("only reads");
        TestingServer.Answer read = carillon.get(JOBS + "/job");
        double writable = carillon.metric("carillon_store_writable");
        take.run();

        until(carillon::isUp);
        succeeded();
        assertThat(read.status()).isEqualTo(200);
        assertThat(writable).isZero();
        assertThat(begun.values()).containsExactly(1, 1);
    }

    @Test
    void people_whose_reads_hang_take_no_connection_from_the_scheduler() throws Exception {
        carillon.create("job", ON_REQUEST);
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
                Connection other = database.connect(name());
                Connection observer = database.connect(name())) {
            lockDeadLetters(other);
            for (int i = 0; i < 12; i++) {
                people.execute(() -> carillon.get(RUNS + "?state=FAILED"));
            }
            until(() -> count(observer, waitingForLocks()) >= READERS_OF_PEOPLE);

            for (int i = 0; i < 3; i++) {
                carillon.post(JOBS + "/job:trigger", "{}");
            }
            until(() -> carillon.metric("carillon_runs_total{outcome=\"succeeded\"}") >= 3);

            assertThat(count(observer, waitingForLocks())).isGreaterThanOrEqualTo(READERS_OF_PEOPLE);
            until(carillon::isUp);
        }
        assertThat(begun.values()).containsExactly(1, 1, 1);
        succeeded();
    }

    @Test
    void connections_that_others_have_taken_are_waited_for() throws Exception {
        carillon.create("job", ON_REQUEST);
        var others = new ArrayList<Connection>();
        try {
            until(() -> {
                takeAll(others);
                cutOff(others.getFirst());
                takeAll(others);
                return carillon.manage("/actuator/health").body().matches("(?s).*(too many|Too many|reserved).*");
            });
        } finally {
            for (Connection other : others) {
                other.close();
            }
        }

        until(carillon::isUp);
        succeeded();
        assertThat(begun.values()).containsOnly(1);
    }

    @Test
    void what_the_database_refuses_for_good_is_answered_so_and_the_rest_goes_on() throws Exception {
        carillon.create("job", ON_REQUEST);
        carillon.create("tick", EACH_SECOND);
        carillon.create("poison", EACH_SECOND_AT_LENGTH);
        database.execute(name(), refusingRunsOf("poison"));

        TestingServer.Answer refused = carillon.post(JOBS + "/poison:trigger", "{}");
        until(() -> carillon.metric("carillon_writes_refused_total") >= 3);
        Instant since = Instant.now();

        succeeded();
        carillon.until(
                RUNS + "?job=tick&state=SUCCEEDED",
                answer -> scheduled(answer).stream().anyMatch(since::isBefore));
        carillon.post(JOBS + "/tick:pause", "");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("code")).isEqualTo("store-refused");
        assertNoneLostAndNoneDoubled(ended("tick"));
        assertThat(carillon.isUp()).isTrue();
    }

    @Test
    void any_text_in_params_results_and_errors_is_kept_and_a_result_that_is_too_large_says_so() throws Exception {
        String strange = "NUL \0, escape \u001b, pair \ud83d\ude00, turned \u202e, quote '\"\\";
        String params = Json.object()
                .put("params", Json.object().put(strange, strange).build())
                .build()
                .text();

        Json.Obj said = ended("say", params);
        Json.Obj shouted = ended("shout", params);
        Json.Obj rambled = ended("ramble", "{}");

        assertThat(text(said, "state")).isEqualTo("SUCCEEDED");
        assertThat(said.get("params")).isEqualTo(said.get("result"));
        assertThat(text((Json.Obj) said.get("result").orElseThrow(), strange)).isEqualTo(strange);
        assertThat(text((Json.Obj) shouted.get("error").orElseThrow(), "message"))
                .contains(strange.replace("\0", "\\u0000"));
        assertThat(text(rambled, "state")).isEqualTo("FAILED");
        assertThat(text((Json.Obj) rambled.get("error").orElseThrow(), "code")).isEqualTo("RESULT_TOO_LARGE");
    }

    /** A run of a job that is tried once, by a handler of the same name, when it is over. */
    private Json.Obj ended(String handler, String request) throws InterruptedException {
        carillon.create(
                handler, "{\"task\": {\"type\": \"handler\", \"app\": \"test\", \"handler\": \"" + handler + "\"}}");
        String run = carillon.post(JOBS + "/" + handler + ":trigger", request).text("id");
        return carillon.until(
                        RUNS + "/" + run,
                        answer -> List.of("SUCCEEDED", "FAILED").contains(answer.text("state")))
                .json();
    }

    @Test
    void a_database_that_went_back_in_time_pauses_everything_until_an_operator_accepts_it() throws Exception {
        carillon.create("job", ON_REQUEST);
        String before = succeeded();
        Path backup = directory.resolve("backup" + nodes);
        database.backUp(backup);
        carillon.create("later", EACH_SECOND);
        String after = succeeded();

        database.restore(backup);
        untilHealth("database-restored");
        TestingServer.Answer refused = carillon.post(JOBS + "/job:trigger", "{}");
        TestingServer.Answer read = carillon.get(RUNS + "/" + before);
        double restored = carillon.metric("carillon_store_restored");
        TestingServer.Answer accepted = carillon.post("/api/v1/database:accept", "");
        TestingServer.Answer again = carillon.post("/api/v1/database:accept", "");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("code")).isEqualTo("database-restored");
        assertThat(read.text("state")).isEqualTo("SUCCEEDED");
        assertThat(restored).isOne();
        assertThat(accepted.status()).isEqualTo(200);
        assertThat(again.text("code")).isEqualTo("not-restored");
        until(carillon::isUp);
        until(() -> carillon.post(JOBS + "/job:trigger", "{}").status() == 201);
        succeeded();
        assertThat(carillon.get(RUNS + "/" + after).status()).isEqualTo(404);
        assertThat(carillon.get(JOBS + "/later").status()).isEqualTo(404);
    }

    @Test
    void a_node_that_starts_on_a_database_that_went_back_meanwhile_is_paused_and_so_is_every_other() throws Exception {
        carillon.create("job", ON_REQUEST);
        Path backup = directory.resolve("backup" + nodes);
        database.backUp(backup);
        succeeded();
        stop();
        database.restore(backup);

        try (TestingServer noticed = node(name());
                TestingServer told = node("without_memory" + nodes)) {
            assertThat(noticed.manage("/actuator/health").body()).contains("database-restored");
            assertThat(told.manage("/actuator/health").body()).contains("database-restored");

            noticed.post("/api/v1/database:accept", "");

            until(() -> noticed.isUp() && told.isUp());
        }
        start();
    }

    private void takeAll(List<Connection> taken) {
        try {
            while (taken.size() < 1_000) {
                taken.add(database.connect(name()));
            }
        } catch (SQLException none) {
            assertThat(taken).isNotEmpty();
        }
    }

    private static int count(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String name() {
        return "carillon" + nodes;
    }

    /** All runs of a job, once none of them is under way. */
    private List<Json.Obj> ended(String job) throws InterruptedException {
        carillon.until(
                RUNS + "?job=" + job + "&state=PENDING,SCHEDULED,RUNNING",
                answer -> items(answer).isEmpty());
        return items(carillon.get(RUNS + "?job=" + job + "&limit=200"));
    }

    private void assertNoneLostAndNoneDoubled(List<Json.Obj> runs) {
        List<Instant> instants = runs.stream()
                .map(run -> Instant.parse(text(run, "scheduledAt")))
                .sorted()
                .toList();
        Instant first = instants.getFirst();
        assertThat(instants)
                .containsExactlyElementsOf(LongStream.range(0, instants.size())
                        .mapToObj(first::plusSeconds)
                        .toList());
        assertThat(runs).extracting(run -> text(run, "state")).containsOnly("SUCCEEDED");
        assertThat(begun.keySet())
                .containsAll(runs.stream().map(run -> text(run, "id")).toList());
        assertThat(begun.values()).containsOnly(1);
    }

    private String succeeded() throws InterruptedException {
        String run = carillon.post(JOBS + "/job:trigger", "{}").text("id");
        carillon.until(RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"));
        return run;
    }

    /** Something that comes true by itself. */
    interface Condition {

        boolean holds() throws Exception;
    }

    static void until(Condition condition) throws Exception {
        for (int beat = 0; beat < 2_000; beat++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("it did not come true");
    }

    private void untilHealth(String words) throws Exception {
        until(() -> carillon.manage("/actuator/health").body().contains(words));
    }

    static List<Json.Obj> items(TestingServer.Answer answer) {
        var items = new ArrayList<Json.Obj>();
        for (Json item : ((Json.Arr) answer.json().get("items").orElseThrow()).items()) {
            items.add((Json.Obj) item);
        }
        return items;
    }

    static List<Instant> scheduled(TestingServer.Answer answer) {
        return items(answer).stream()
                .map(run -> Instant.parse(text(run, "scheduledAt")))
                .toList();
    }

    static String text(Json.Obj of, String member) {
        return ((Json.Str) of.get(member).orElseThrow()).value();
    }
}
