package io.carillon.chaos;

import static io.carillon.chaos.ThreeNodes.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.chaos.process.Times;
import io.carillon.client.NodeView;
import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import io.carillon.databases.DatabaseServer;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes on one database, each with a worker: users ask whichever they like, and one of the nodes dies or leaves, or the database is
 * gone for a while. What that costs is printed, and nothing is asserted about it: {@code -Dcarillon.rounds=N} measures it more than once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(1800)
abstract class ClusterScenarios {

    /** So many that each node owns some. */
    private static final int MANY = 12;

    private static final int ROUNDS = Integer.getInteger("carillon.rounds", 1);
    private static final Duration CALM = Duration.ofSeconds(3);

    /** Longer than fires are written ahead. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final Duration LATE = Duration.ofSeconds(1);

    private static final String TASK = "{\"type\": \"noop\", \"app\": \"" + APP + "\"}";
    private static final String NOOP = "{\"task\": " + TASK + "}";

    private ThreeNodes cluster;

    abstract DatabaseServer startDatabase(Path directory);

    @BeforeAll
    void start(@TempDir Path directory) {
        cluster = new ThreeNodes(startDatabase(directory.resolve("database")), directory);
    }

    @BeforeEach
    void complete() throws Exception {
        cluster.complete();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void each_node_knows_all_and_takes_every_command() throws Exception {
        for (NodeProcess node : cluster.nodes()) {
            assertThat(cluster.up())
                    .extracting(NodeView::address)
                    .containsExactlyInAnyOrderElementsOf(
                            cluster.nodes().stream().map(NodeProcess::address).toList());
            assertThat(node.client().nodes())
                    .hasSameSizeAs(cluster.node(0).client().nodes());
        }
        for (int number = 0; number < MANY; number++) {
            passAround("passed-" + number, number);
        }
    }

    /** Each thing that is done to the job is asked of another node. */
    private void passAround(String name, int number) throws Exception {
        NodeProcess first = cluster.node(number);
        NodeProcess second = cluster.node(number + 1);
        RunId run = jobsOf(first).begin(name, NOOP);

        jobsOf(second).await(run, RunStatus.SUCCEEDED);
        RunId again = second.client()
                .runs(Namespace.DEFAULT)
                .rerun(run, TriggerRequest.PLAIN)
                .id();
        jobsOf(first).await(again, RunStatus.SUCCEEDED);
        first.client().jobs(Namespace.DEFAULT).pause(new JobName(name));
        second.client().jobs(Namespace.DEFAULT).resume(new JobName(name));
        cluster.node(number + 2).client().jobs(Namespace.DEFAULT).delete(new JobName(name));
    }

    @Test
    void what_a_killed_node_owned_is_taken_over_and_nothing_is_lost_or_done_twice() throws Exception {
        IntStream.range(0, MANY).forEach(number -> jobsOf(cluster.node(number)).create("killed-" + number, NOOP));
        List<RunId> runs = new ArrayList<>(triggerAll(cluster.node(0), "before"));

        cluster.killLast();
        long died = Times.ticks();
        runs.addAll(triggerAll(cluster.node(0), "after"));
        long answered = Times.ticks();
        Set<String> owners = Jobs.until(cluster::owners, each -> each.size() == ThreeNodes.COUNT - 1);
        long taken = Times.ticks();
        for (RunId run : runs) {
            jobsOf(cluster.node(1)).await(run, RunStatus.SUCCEEDED);
        }

        assertThat(owners).hasSize(ThreeNodes.COUNT - 1);
        assertThat(new HashSet<>(runs)).hasSize(2 * MANY);
        assertThat(triggerAll(cluster.node(1), "before")).isEqualTo(runs.subList(0, MANY));
        System.out.printf(
                "%s: the last of %d requests after the death was answered after %d ms; all was taken over after %d ms%n",
                product(), MANY, millis(answered - died), millis(taken - died));
    }

    @Test
    void a_node_that_leaves_is_not_missed_and_no_fire_is_lost_or_doubled() throws Exception {
        var crowd = new Crowd(cluster.node(0).client(), "left", TASK);
        var calm = new ArrayList<Crowd.Window>();
        var leaving = new ArrayList<Crowd.Window>();
        for (int round = 0; round < ROUNDS; round++) {
            cluster.complete();
            calm.add(crowd.window(() -> {}));
            leaving.add(crowd.window(() -> assertThat(cluster.terminateLast()).isIn(0, 143)));
            Jobs.until(cluster::up, nodes -> nodes.size() == ThreeNodes.COUNT - 1);
            Jobs.until(cluster::owners, owners -> owners.size() == ThreeNodes.COUNT - 1);
        }
        List<RunView> records = crowd.settled();

        assertThat(crowd.problems()).isEmpty();
        System.out.printf(
                "%s: a node that leaves makes fires late by up to %d ms %s; where none leaves, by up to %d ms %s (medians of %d)%n",
                product(),
                Crowd.median(Crowd.worst(records, leaving)).toMillis(),
                millis(Crowd.worst(records, leaving)),
                Crowd.median(Crowd.worst(records, calm)).toMillis(),
                millis(Crowd.worst(records, calm)),
                ROUNDS);
    }

    @Test
    void a_database_that_is_killed_and_started_again_loses_no_fire_and_doubles_none() throws Exception {
        var crowd = new Crowd(cluster.node(0).client(), "restarted", TASK);
        var recoveries = new ArrayList<Duration>();
        for (int round = 0; round < ROUNDS; round++) {
            Times.pass(CALM);
            cluster.database().kill();
            Times.pass(AWAY);
            cluster.database().start();
            Instant back = Times.now();
            crowd.awaitOnTime(back, LATE);
            recoveries.add(crowd.lastLate(back, LATE));
        }
        crowd.settled();

        assertThat(crowd.problems()).isEmpty();
        System.out.printf(
                "%s: %d ms after the database was back the last fire began that was late by more than a second %s (median of %d)%n",
                product(), Crowd.median(recoveries).toMillis(), millis(recoveries), ROUNDS);
    }

    /** Each with a key of its own, so that asking again is no second run. */
    private static List<RunId> triggerAll(NodeProcess node, String when) {
        return IntStream.range(0, MANY)
                .mapToObj(number -> node.client()
                        .jobs(Namespace.DEFAULT)
                        .trigger(
                                new JobName("killed-" + number),
                                new TriggerRequest(null, null, when + "-" + number, null))
                        .id())
                .toList();
    }

    final ThreeNodes cluster() {
        return cluster;
    }

    static Jobs jobsOf(NodeProcess node) {
        return new Jobs(node.client());
    }

    private String product() {
        return cluster.database().product();
    }

    private static List<Long> millis(List<Duration> durations) {
        return durations.stream().map(Duration::toMillis).toList();
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }
}
