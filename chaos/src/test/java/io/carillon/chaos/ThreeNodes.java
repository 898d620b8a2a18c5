package io.carillon.chaos;

import io.carillon.client.NodeView;
import io.carillon.client.PartitionView;
import io.carillon.databases.DatabaseServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Three nodes on one database, each a process with a worker of its own. Whoever is missing is started again when somebody wants all three. */
final class ThreeNodes implements AutoCloseable {

    static final int COUNT = 3;
    static final String APP = "demo";

    private static final int PARTITIONS = 256;
    private static final int WORKER_MEGABYTES = 64;

    private final List<Place> places = new ArrayList<>();
    private final DatabaseServer database;
    private final String url;
    private final Path directory;
    private int starts;

    ThreeNodes(DatabaseServer database, Path directory) {
        this.database = database;
        this.url = database.create("carillon");
        this.directory = directory;
    }

    private record Place(NodeProcess node, WorkerProcess worker) {}

    /** Waits until all three own their share and have their worker. */
    void complete() throws Exception {
        places.removeIf(place -> !place.node().isAlive());
        while (places.size() < COUNT) {
            var node = NodeProcess.server(directory.resolve("node-" + ++starts), url);
            node.awaitReady();
            places.add(new Place(node, WorkerProcess.launch(APP, node.ports(), WORKER_MEGABYTES)));
        }
        Jobs.until(
                this::partitions,
                each -> each.size() == PARTITIONS && owners(each).size() == COUNT);
        for (NodeProcess node : nodes()) {
            new Jobs(node.client()).awaitWorkers(APP, all -> all.size() == COUNT);
        }
    }

    DatabaseServer database() {
        return database;
    }

    /** In the order of their starts. */
    List<NodeProcess> nodes() {
        return places.stream().map(Place::node).toList();
    }

    NodeProcess node(int number) {
        return places.get(number % places.size()).node();
    }

    /** The one that things happen to. */
    NodeProcess last() {
        return places.getLast().node();
    }

    void killLast() throws InterruptedException {
        last().kill();
        places.getLast().worker().kill();
    }

    /** Asks it to leave, and its worker after it, which every node has given runs to. Answers the exit code of the node. */
    int terminateLast() throws InterruptedException {
        int code = last().terminate();
        places.getLast().worker().terminate();
        return code;
    }

    /** Those that say that they are there. */
    List<NodeView> up() {
        return node(0).client().nodes().stream()
                .filter(node -> node.state().equals("up"))
                .toList();
    }

    Set<String> owners() {
        return owners(partitions());
    }

    private List<PartitionView> partitions() {
        return node(0).client().partitions();
    }

    private static Set<String> owners(List<PartitionView> partitions) {
        var owners = new HashSet<String>();
        partitions.forEach(partition -> owners.add(String.valueOf(partition.owner())));
        return owners;
    }

    @Override
    public void close() {
        places.forEach(place -> place.worker().close());
        places.forEach(place -> place.node().close());
        database.close();
    }
}
