package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.client.RunView;
import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PostgresClusterTest extends ClusterScenarios {

    private static final int RUNS = 36;

    @Override
    DatabaseServer startDatabase(Path directory) {
        return PostgresServer.start(directory);
    }

    /** It has four slots and is told one address. A node that gave it more than its share would be refused, which costs an attempt. */
    @Test
    void a_worker_in_another_language_shares_its_slots_out_among_all_nodes_and_outlives_one() throws Exception {
        assumeTrue(NodeWorker.isPossible(), "NOT TESTED: the worker in Node.js, as node or npm is not on the PATH");
        Path installed = NodeWorker.install(Path.of("target"));
        NodeProcess first = cluster().node(0);
        try (var worker = NodeWorker.launch(installed, first.ports().grpc(), "node", "sharer")) {
            jobsOf(first).awaitWorkers("node", all -> all.size() == 1);

            List<RunView> ended = awaitAll(first, begin(first, "shared"));
            List<RunId> more = begin(first, "outlived");
            cluster().killLast();
            List<RunView> outlived = awaitAll(first, more);

            assertThat(ended).extracting(run -> run.where().node()).doesNotContainNull();
            assertThat(ended.stream().map(run -> run.where().node()).distinct()).hasSize(ThreeNodes.COUNT);
            assertThat(ended).extracting(RunView::attempt).containsOnly(1);
            assertThat(outlived).extracting(RunView::state).containsOnly(RunStatus.SUCCEEDED);
            assertThat(worker.drain()).as(worker.said()).isZero();
        }
    }

    private static List<RunId> begin(NodeProcess node, String name) {
        return IntStream.range(0, RUNS)
                .mapToObj(number -> jobsOf(node).begin(name + "-" + number, """
                        {"task": {"type": "handler", "app": "node", "handler": "wait", "params": {"seconds": 0.3}},
                         "retry": {"maxAttempts": 5, "initial": "10ms"}}"""))
                .toList();
    }

    private static List<RunView> awaitAll(NodeProcess node, List<RunId> runs) throws InterruptedException {
        var ended = new ArrayList<RunView>();
        for (RunId run : runs) {
            ended.add(jobsOf(node).await(run, RunStatus.SUCCEEDED));
        }
        return ended;
    }
}
