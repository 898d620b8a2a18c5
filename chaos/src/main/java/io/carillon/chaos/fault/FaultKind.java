package io.carillon.chaos.fault;

import java.time.Duration;
import java.util.Locale;

/** What can be done, to whom, and for how long. The lengths lie on both sides of the lease of a node and of a worker, five seconds each. */
public enum FaultKind {
    NODE_KILLED(Aim.NODE, 0, 4_000, "kill -9 of a node, and a start"),
    NODE_FROZEN(Aim.NODE, 6_000, 12_000, "SIGSTOP of a node beyond its lease, and SIGCONT"),
    NODE_LEFT(Aim.NODE, 0, 1_000, "a node is asked to leave, and starts again"),
    NODES_ROLLED(Aim.ALL_NODES, 0, 500, "one node after the other leaves and starts again"),
    NODES_KILLED(Aim.ALL_NODES, 0, 3_000, "kill -9 of all nodes, and their starts one by one"),
    WORKER_KILLED(Aim.WORKER, 0, 4_000, "kill -9 of a worker, and a start"),
    WORKER_FROZEN(Aim.WORKER, 7_000, 14_000, "SIGSTOP of a worker beyond its lease, and SIGCONT"),
    WORKER_LEFT(Aim.WORKER, 0, 1_000, "a worker is asked to leave, and starts again"),
    DATABASE_KILLED(Aim.DATABASE, 0, 5_000, "kill -9 of the database, and a start"),
    DATABASE_FROZEN(Aim.DATABASE, 2_000, 10_000, "SIGSTOP of the database, and SIGCONT"),
    DATABASE_DISK_FULL(Aim.DATABASE, 2_000, 8_000, "no room where the database keeps its tables, and room again"),
    DATABASE_SLOW(Aim.ALL_NODES, 4_000, 10_000, "each packet between nodes and database is late"),
    NODE_CUT_OFF(Aim.NODE, 1_000, 12_000, "no connection between a node and the database"),
    NODE_RESET(Aim.NODE, 0, 0, "all connections of a node to the database are reset, once"),
    NODE_HALF_OPEN(
            Aim.NODE, 3_000, 12_000, "connections of a node to the database stay and carry nothing, one way or both"),
    WORKER_CUT_OFF(Aim.WORKER, 1_000, 12_000, "no connection between a worker and the nodes"),
    WORKER_RESET(Aim.WORKER, 0, 0, "all connections of a worker to the nodes are reset, once"),
    WORKER_HALF_OPEN(Aim.WORKER, 3_000, 14_000, "connections of a worker stay and carry nothing, one way or both"),
    WORKER_SLOW(Aim.WORKER, 3_000, 10_000, "each packet between a worker and the nodes is late"),
    NODE_CLOCK(Aim.NODE, 5_000, 15_000, "the wall clock of a node is stepped by seconds or minutes, and back"),
    WORKER_CLOCK(Aim.WORKER, 5_000, 15_000, "the wall clock of a worker is stepped by seconds or minutes, and back");

    private final Aim aim;
    private final Duration shortest;
    private final Duration longest;
    private final String text;

    /** Whom it hits. */
    enum Aim {
        NODE,
        WORKER,
        ALL_NODES,
        DATABASE
    }

    FaultKind(Aim aim, long shortestMillis, long longestMillis, String text) {
        this.aim = aim;
        this.shortest = Duration.ofMillis(shortestMillis);
        this.longest = Duration.ofMillis(longestMillis);
        this.text = text;
    }

    Aim aim() {
        return aim;
    }

    boolean isOfClocks() {
        return this == NODE_CLOCK || this == WORKER_CLOCK;
    }

    Duration shortest() {
        return shortest;
    }

    Duration longest() {
        return longest;
    }

    /** In words. */
    public String text() {
        return text;
    }

    /** As it is printed. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
