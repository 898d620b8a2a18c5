package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.CarillonClient;
import io.carillon.client.NodeView;
import io.carillon.client.PartitionView;
import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes on one database, each with a worker: users ask whichever they like, and one of the nodes dies or leaves. */
@Timeout(600)
class ClusterTest {

    private static final int NODES = 3;

    /** So many that each node owns some. */
    private static final int MANY = 12;

    private static final String NOOP = """
            {"task": {"type": "noop", "app": "demo"}}""";

    @TempDir
    private Path directory;

    private DatabaseServer database;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<WorkerProcess> workers = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        database = PostgresServer.start(directory.resolve("postgres"));
        String url = database.create("carillon");
        for (int number = 0; number < NODES; number++) {
            nodes.add(NodeProcess.server(directory.resolve("node-" + number), url));
            nodes.getLast().awaitReady();
        }
        for (NodeProcess node : nodes) {
            workers.add(WorkerProcess.launch("demo", node.ports(), 64));
        }
        Jobs.until(this::partitions, each -> owners(each).size() == NODES && each.size() == 256);
        for (NodeProcess node : nodes) {
            jobsOf(node).awaitWorkers("demo", all -> all.size() == NODES);
        }
    }

    @AfterEach
    void stop() {
        workers.forEach(WorkerProcess::close);
        nodes.forEach(NodeProcess::close);
        database.close();
    }

    @Test
    void each_node_knows_all_and_takes_every_command() throws Exception {
        for (NodeProcess node : nodes) {
            assertThat(node.client().nodes())
                    .extracting(NodeView::address)
                    .containsExactlyInAnyOrderElementsOf(
                            nodes.stream().map(NodeProcess::address).toList());
        }
        for (int number = 0; number < MANY; number++) {
            String name = "job-" + number;
            NodeProcess first = nodes.get(number % NODES);
            NodeProcess second = nodes.get((number + 1) % NODES);
            RunId run = jobsOf(first).begin(name, NOOP);

            jobsOf(second).await(run, RunStatus.SUCCEEDED);
            RunId again = second.client()
                    .runs(Namespace.DEFAULT)
                    .rerun(run, TriggerRequest.PLAIN)
                    .id();
            jobsOf(first).await(again, RunStatus.SUCCEEDED);
            first.client().jobs(Namespace.DEFAULT).pause(new JobName(name));
            second.client().jobs(Namespace.DEFAULT).resume(new JobName(name));
            nodes.get((number + 2) % NODES).client().jobs(Namespace.DEFAULT).delete(new JobName(name));
        }
    }

    @Test
    void what_a_killed_node_owned_is_taken_over_and_nothing_is_lost_or_done_twice() throws Exception {
        createAll();
        List<RunId> runs = new ArrayList<>(triggerAll(nodes.getFirst(), "before"));

        nodes.getLast().kill();
        workers.getLast().kill();
        long died = System.nanoTime();
        runs.addAll(triggerAll(nodes.getFirst(), "after"));
        long answered = System.nanoTime();
        Set<String> owners = Jobs.until(() -> owners(partitions()), each -> each.size() == NODES - 1);
        long taken = System.nanoTime();
        List<RunView> ended = new ArrayList<>();
        for (RunId run : runs) {
            ended.add(jobsOf(nodes.get(1)).await(run, RunStatus.SUCCEEDED));
        }

        assertThat(owners).hasSize(NODES - 1);
        assertThat(new HashSet<>(runs)).hasSize(2 * MANY);
        assertThat(triggerAll(nodes.get(1), "before")).isEqualTo(runs.subList(0, MANY));
        assertThat(ended).allSatisfy(run -> assertThat(run.state()).isEqualTo(RunStatus.SUCCEEDED));
        System.out.printf(
                "the last of %d requests after the death was answered after %d ms; all was taken over after %d ms%n",
                MANY, millis(answered - died), millis(taken - died));
    }

    @Test
    void a_node_that_leaves_is_not_missed() throws Exception {
        createAll();

        int code = nodes.getLast().terminate();
        List<RunId> runs = triggerAll(nodes.getFirst(), "after");
        for (RunId run : runs) {
            jobsOf(nodes.get(1)).await(run, RunStatus.SUCCEEDED);
        }

        assertThat(code).isIn(0, 143);
        assertThat(nodes.getFirst().client().nodes()).hasSize(NODES - 1);
        assertThat(owners(partitions())).hasSize(NODES - 1);
    }

    private void createAll() {
        IntStream.range(0, MANY)
                .forEach(number -> jobsOf(nodes.get(number % NODES)).create("job-" + number, NOOP));
    }

    /** Each with a key of its own, so that asking again is no second run. */
    private static List<RunId> triggerAll(NodeProcess node, String when) {
        return IntStream.range(0, MANY)
                .mapToObj(number -> node.client()
                        .jobs(Namespace.DEFAULT)
                        .trigger(
                                new JobName("job-" + number), new TriggerRequest(null, null, when + "-" + number, null))
                        .id())
                .toList();
    }

    private static Jobs jobsOf(NodeProcess node) {
        return new Jobs(node.client());
    }

    private List<PartitionView> partitions() {
        CarillonClient client = nodes.getFirst().client();
        return client.partitions();
    }

    private static Set<String> owners(List<PartitionView> partitions) {
        var owners = new HashSet<String>();
        partitions.forEach(partition -> owners.add(String.valueOf(partition.owner())));
        return owners;
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }
}
