package io.carillon.chaos.machines;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.PostgresServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A database, nodes on it, and workers that dial all of them. */
public final class WholeSystem implements Cluster, Fleet, AutoCloseable {

    private static final String DATABASE = "carillon";

    private final DatabaseServer database;
    private final List<NodeMachine> nodes;
    private final List<WorkerMachine> workers;

    private WholeSystem(DatabaseServer database, List<NodeMachine> nodes, List<WorkerMachine> workers) {
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
        DatabaseServer database = switch (size.product()) {
            case POSTGRES -> PostgresServer.start(site.directory().resolve("database"));
            case MARIADB -> MariaDbServer.start(site.directory().resolve("database"));
        };
        String url = database.create(DATABASE);
        var nodes = new ArrayList<NodeMachine>();
        for (int i = 1; i <= size.nodes(); i++) {
            nodes.add(NodeMachine.of("node-" + i, site, database, url));
        }
        var workers = new ArrayList<WorkerMachine>();
        for (int i = 1; i <= size.workers(); i++) {
            workers.add(WorkerMachine.of("worker-" + i, site, nodes));
        }
        return new WholeSystem(database, nodes, workers);
    }

    public DatabaseServer database() {
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

    public void start() {
        all().forEach(Living::start);
    }

    /** Those that have ended although nobody made them. */
    public List<String> missing() {
        return all().filter(machine -> !machine.isWell()).map(Living::name).toList();
    }

    @Override
    public void close() {
        all().toList().reversed().forEach(Living::close);
        database.close();
    }

    private Stream<? extends Living> all() {
        return Stream.concat(nodes.stream(), workers.stream());
    }
}
