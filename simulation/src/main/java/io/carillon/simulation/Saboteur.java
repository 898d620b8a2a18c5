package io.carillon.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Breaks things, one after the other, until everything is to heal. */
final class Saboteur {

    private static final List<Fault> DEEDS = List.of(
            Fault.NETWORK_SLOW,
            Fault.STREAM_RESET,
            Fault.STREAM_HALF_OPEN,
            Fault.WORKER_CUT_OFF,
            Fault.WORKER_CUT_ONE_WAY,
            Fault.NODE_CUT_FROM_STORE,
            Fault.NODE_CUT_FROM_STORE_ONE_WAY,
            Fault.NODE_KILLED,
            Fault.NODE_PAUSED,
            Fault.NODE_LEFT,
            Fault.CLOCK_STEPPED_FORWARD,
            Fault.CLOCK_STEPPED_BACK,
            Fault.STORE_SLOW,
            Fault.STORE_STALLED,
            Fault.STORE_FULL,
            Fault.STORE_RESTARTED,
            Fault.WORKER_KILLED,
            Fault.WORKER_PAUSED,
            Fault.DATABASE_AWAY);

    private final World world;
    private final List<SimulatedNode> nodes;
    private final List<SimulatedWorker> workers;
    private final Chance chance;
    private final List<Fault> deeds;
    private final Duration longestRest;
    private boolean healed;

    Saboteur(World world, List<SimulatedNode> nodes, List<SimulatedWorker> workers) {
        this.world = world;
        this.nodes = nodes;
        this.workers = workers;
        this.chance = world.chance().of("saboteur");
        this.deeds = DEEDS.stream().filter(world.plan()::has).toList();
        this.longestRest = Duration.ofMillis(chance.between(500, 8_000));
    }

    void start() {
        skewClocks();
        rest();
    }

    /** Everything works again, and goes on working. Clocks stay as wrong as they are. */
    void heal() {
        healed = true;
        world.timeline().tell("everything heals");
        world.frameFaults().heal();
        world.storeFaults().heal();
        world.taskFaults().heal();
        world.database().setFull(false);
        world.database().leaveOutNone();
        world.database().restart();
        world.network().setSlowest(Duration.ofMillis(2));
        world.network().mendAll();
        for (SimulatedNode node : nodes) {
            node.machine().resume();
            if (!node.machine().up()) {
                node.start();
            }
        }
        for (int i = 0; i < workers.size(); i++) {
            heal(workers.get(i), i >= nodes.size() && world.plan().has(Fault.WORKER_GONE));
        }
    }

    private void heal(SimulatedWorker worker, boolean gone) {
        worker.machine().resume();
        worker.heal();
        if (gone) {
            world.log().add(Fault.WORKER_GONE);
            worker.retire();
        } else if (!worker.machine().up()) {
            worker.start();
        }
    }

    private void skewClocks() {
        if (!world.plan().skew().isZero()) {
            clocks().forEach(clock -> clock.set(offset(), drift(0.02)));
            nodes.forEach(node -> node.ticker().drift(drift(Ticker.WORST)));
        }
    }

    private Duration offset() {
        Duration skew = world.plan().skew();
        return chance.between(skew.negated(), skew);
    }

    private double drift(double most) {
        return chance.between(-1_000, 1_000) / 1_000.0 * most;
    }

    private List<WallClock> clocks() {
        var clocks = new ArrayList<WallClock>();
        nodes.forEach(node -> clocks.add(node.clock()));
        workers.forEach(worker -> clocks.add(worker.clock()));
        return clocks;
    }

    private void rest() {
        world.timeline()
                .after(chance.between(Duration.ofMillis(50), longestRest), "the saboteur looks for something", () -> {
                    if (!healed && !deeds.isEmpty()) {
                        commit(chance.one(deeds));
                        rest();
                    }
                });
    }

    private void commit(Fault deed) {
        SimulatedNode node = chance.one(nodes);
        SimulatedWorker worker = chance.one(workers);
        boolean done = switch (deed) {
            case STREAM_RESET, STREAM_HALF_OPEN, WORKER_CUT_OFF, WORKER_CUT_ONE_WAY, WORKER_KILLED, WORKER_PAUSED ->
                toWorker(deed, worker);
            case NODE_CUT_FROM_STORE, NODE_CUT_FROM_STORE_ONE_WAY, NODE_KILLED, NODE_PAUSED, NODE_LEFT ->
                toNode(deed, node);
            case CLOCK_STEPPED_BACK, CLOCK_STEPPED_FORWARD -> toClock(deed, chance.one(clocks()));
            default -> toEverybody(deed);
        };
        if (done) {
            world.log().add(deed);
        }
    }

    private boolean toWorker(Fault deed, SimulatedWorker worker) {
        SimulatedNode node = worker.node(chance);
        Stream stream = worker.stream(node);
        String near = worker.name();
        String far = node.name();
        switch (deed) {
            case STREAM_RESET -> {
                if (stream == null || stream.over()) {
                    return false;
                }
                stream.reset();
            }
            case STREAM_HALF_OPEN -> {
                if (stream == null || stream.over()) {
                    return false;
                }
                stream.swallow(chance.in(0.5));
            }
            case WORKER_CUT_OFF -> {
                cut(near, far);
                cut(far, near);
            }
            case WORKER_CUT_ONE_WAY -> {
                boolean upwards = chance.in(0.5);
                cut(upwards ? near : far, upwards ? far : near);
            }
            case WORKER_KILLED -> {
                if (!worker.machine().up()) {
                    return false;
                }
                worker.kill(chance.in(0.3));
                worker.startAgain(chance.millis(50, 9_000));
            }
            default -> {
                worker.machine().pause();
                later(chance.millis(100, 12_000), "resumes " + near, worker.machine()::resume);
            }
        }
        return true;
    }

    private boolean toNode(Fault deed, SimulatedNode node) {
        if (!node.machine().up()) {
            return false;
        }
        switch (deed) {
            case NODE_CUT_FROM_STORE -> {
                cut(node.name(), "store");
                cut("store", node.name());
            }
            case NODE_CUT_FROM_STORE_ONE_WAY -> {
                boolean there = chance.in(0.5);
                cut(there ? node.name() : "store", there ? "store" : node.name());
            }
            case NODE_KILLED -> {
                node.kill(chance.in(0.3));
                later(chance.millis(50, 10_000), "starts " + node.name(), () -> startIfDown(node));
            }
            case NODE_LEFT -> {
                if (node.machine().paused()) {
                    return false;
                }
                node.leave(chance.millis(1_000, 5_000));
            }
            default -> pause(node);
        }
        return true;
    }

    /** Often exactly when a transaction of its is open, and often for longer than its lease. */
    private void pause(SimulatedNode node) {
        Duration span = chance.in(0.5) ? chance.millis(5_000, 15_000) : chance.millis(50, 5_000);
        if (world.plan().has(Fault.NODE_PAUSED_INSIDE_COMMIT) && chance.in(0.7)) {
            node.pauseInNextCommit(span);
        } else {
            node.machine().pause();
            later(span, "resumes " + node.name(), node.machine()::resume);
        }
    }

    private boolean toClock(Fault deed, WallClock clock) {
        Duration target = offset();
        boolean forward = target.compareTo(clock.ahead()) > 0;
        if (forward != (deed == Fault.CLOCK_STEPPED_FORWARD)) {
            return false;
        }
        clock.set(target, drift(0.02));
        return true;
    }

    private boolean toEverybody(Fault deed) {
        switch (deed) {
            case NETWORK_SLOW -> {
                world.network().setSlowest(chance.millis(50, 1_500));
                later(
                        chance.millis(500, 10_000),
                        "makes the network quick",
                        () -> world.network().setSlowest(Duration.ofMillis(2)));
            }
            case STORE_SLOW -> {
                world.storeFaults().slowDown(chance.millis(50, 1_500));
                later(
                        chance.millis(500, 10_000),
                        "makes the store quick",
                        () -> world.storeFaults().slowDown(Duration.ofMillis(3)));
            }
            case STORE_STALLED ->
                world.storeFaults().stall(world.timeline().now().plus(chance.millis(100, 6_000)));
            case STORE_FULL -> {
                world.database().setFull(true);
                later(
                        chance.millis(200, 8_000),
                        "makes room",
                        () -> world.database().setFull(false));
            }
            case DATABASE_AWAY -> {
                int databases = world.plan().settings().lanes().databases();
                int which = chance.between(1, databases - 1);
                world.database().leaveOut(partition -> partition.number() % databases == which);
                later(chance.millis(500, 25_000), "brings a database back", world.database()::leaveOutNone);
            }
            default -> {
                if (!world.database().up()) {
                    return false;
                }
                world.database().crash();
                later(chance.millis(50, 6_000), "starts the store", world.database()::restart);
            }
        }
        return true;
    }

    private void startIfDown(SimulatedNode node) {
        if (!node.machine().up()) {
            node.start();
        }
    }

    private void cut(String from, String to) {
        world.network().cut(from, to);
        later(
                chance.millis(100, 12_000),
                "mends " + from + " to " + to,
                () -> world.network().mend(from, to));
    }

    private void later(Duration span, String what, Runnable action) {
        world.timeline().after(span, "the saboteur " + what, action);
    }
}
