package io.carillon.chaos.machines;

import io.carillon.chaos.process.Times;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A database, nodes on it, and workers that dial all of them. */
public final class WholeSystem implements Cluster, Fleet, AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Database database;
    private final List<NodeMachine> nodes;
    private final List<WorkerMachine> workers;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile boolean closed;

    private WholeSystem(Database database, List<NodeMachine> nodes, List<WorkerMachine> workers) {
        this.database = database;
        this.nodes = nodes;
        this.workers = workers;
    }

    /** Which database. */
    public enum Product {
        POSTGRES,
        MARIADB
    }

    /** How many there are of each. */
    public record Size(Product product, int nodes, int workers) {}

    /** Starts the database, and nothing else yet. */
    public static WholeSystem prepare(Site site, Size size) {
        site.make();
        Database database = Database.start(size.product(), site.directory().resolve("database"));
        var nodes = new ArrayList<NodeMachine>();
        for (int i = 1; i <= size.nodes(); i++) {
            nodes.add(NodeMachine.of(i, site, database));
        }
        var workers = new ArrayList<WorkerMachine>();
        for (int i = 1; i <= size.workers(); i++) {
            workers.add(WorkerMachine.of(i, site, nodes));
        }
        return new WholeSystem(database, nodes, workers);
    }

    public Database database() {
        return database;
    }

    @Override
    public List<? extends Machine> nodes() {
        return nodes;
    }

    @Override
    public List<URI> addresses() {
        return nodes.stream().map(NodeMachine::address).toList();
    }

    @Override
    public List<? extends Machine> workers() {
        return workers;
    }

    /** Starts whatever is not there, and from then on what ends by itself. */
    public void start() {
        all().forEach(Living::start);
        Thread.ofVirtual().start(this::tend);
    }

    /** Whether the database has a disk here that can be filled. */
    public static boolean hasDisk(Site site) {
        return Disk.isPossible(site.directory().resolve("database"));
    }

    /** Whether the clocks of nodes and workers can be stepped here. */
    public static boolean hasClocks() {
        return WallClock.isPossible();
    }

    /** How far the clock of a node is ahead of the one that all share, as it says itself; nothing where it does not answer, and of workers. */
    public Optional<Duration> clockSkew(Machine machine) {
        return nodes.stream().filter(node -> node == machine).findFirst().flatMap(NodeMachine::clockSkew);
    }

    /** How often one ended by itself and was started again. */
    public int restarts() {
        return restarts.get();
    }

    /** What whoever keeps the machines of an installation does. */
    private void tend() {
        while (!closed) {
            Times.pass(BETWEEN_LOOKS);
            restarts.addAndGet((int) all().filter(Living::tend).count());
        }
    }

    @Override
    public void close() {
        closed = true;
        all().toList().reversed().forEach(Living::close);
        database.close();
    }

    private Stream<? extends Living> all() {
        return Stream.concat(nodes.stream(), workers.stream());
    }
}
