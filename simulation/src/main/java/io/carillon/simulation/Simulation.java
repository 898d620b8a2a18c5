package io.carillon.simulation;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.Timeline;
import io.carillon.simulation.check.Happening;
import io.carillon.simulation.check.Invariants;
import io.carillon.simulation.check.Ledger;
import io.carillon.simulation.check.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One seed's world, from its first event to its last. */
final class Simulation {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    /** So long after everything has healed, everything must have come to rest. */
    private static final Duration REST = Duration.ofSeconds(75);

    /** How much of the end of the trace a violation is told with. */
    private static final int LINES = 60;

    private final long seed;
    private final Trace trace;
    private final Timeline timeline;
    private final FaultLog log;
    private final Plan plan;
    private final World world;
    private final Invariants invariants;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final SimulatedOperator operator;
    private final Elsewhere elsewhere;
    private final Saboteur saboteur;

    /** @param detailed whether the trace is to say what is in every batch */
    Simulation(long seed, Variation variation, boolean detailed) {
        this.seed = seed;
        this.trace = new Trace(detailed);
        this.timeline = new Timeline(new TestingClock(START), trace::add);
        this.log = new FaultLog(timeline);
        var chance = new Chance(seed);
        this.plan = Plan.of(chance.of("plan"));
        this.invariants =
                new Invariants(START, new Ledger.Tolerance(plan.settings().recoveryGrace()));
        this.world = new World(
                plan,
                variation,
                timeline,
                chance,
                new Network(timeline, chance.of("network")),
                variation.database(timeline, this::see),
                new StoreFaults(timeline, chance.of("store"), log, plan),
                new FrameFaults(chance.of("frames"), log, plan),
                new TaskFaults(plan, log),
                log,
                this::see);
        for (int i = 0; i < plan.nodes(); i++) {
            nodes.add(new SimulatedNode(SimulatedNode.name(i), world));
        }
        this.elsewhere = new Elsewhere(world, nodes);
        for (int i = 0; i < plan.workers(); i++) {
            workers.add(new SimulatedWorker(
                    "worker-" + i,
                    nodesFrom(i % nodes.size()),
                    i < plan.nodes() ? Needs.LASTING : Needs.PASSING,
                    elsewhere,
                    world));
        }
        for (JobKind kind : JobKind.some(chance.of("jobs"))) {
            clients.add(new SimulatedClient(kind, nodes, world));
        }
        this.operator = new SimulatedOperator(nodes, world);
        this.saboteur = new Saboteur(world, nodes, workers);
    }

    private List<SimulatedNode> nodesFrom(int first) {
        var turned = new ArrayList<>(nodes);
        Collections.rotate(turned, -first);
        return turned;
    }

    /** Runs the seed to its end, or to the first thing that does not hold. */
    Outcome run() {
        try {
            disturb();
            rest();
            invariants.end(timeline.now());
            requireSameRows();
            return outcome(null);
        } catch (Violation violation) {
            return outcome(violation);
        } catch (RuntimeException broken) {
            var violation = new Violation("NoBug", String.valueOf(broken));
            violation.initCause(broken);
            return outcome(violation);
        }
    }

    private void disturb() {
        nodes.forEach(SimulatedNode::start);
        workers.forEach(SimulatedWorker::start);
        clients.forEach(SimulatedClient::start);
        operator.start();
        saboteur.start();
        timeline.runUntil(START.plus(plan.disturbed()));
    }

    private void rest() {
        saboteur.heal();
        elsewhere.heal();
        timeline.runUntil(timeline.now().plus(REST.dividedBy(5)));
        clients.forEach(SimulatedClient::retire);
        operator.retire();
        timeline.runUntil(START.plus(plan.disturbed()).plus(REST));
    }

    private void see(Happening happening) {
        trace.explain(timeline.now(), happening::toString);
        invariants.see(timeline.now(), happening);
    }

    private void requireSameRows() {
        var stored = world.database().rows().runs().stream()
                .map(run -> Map.entry(run.id(), run.state()))
                .toList();
        var expected = invariants.ledger().runs().stream()
                .map(run -> Map.entry(run.id(), run.state()))
                .toList();
        if (!stored.equals(expected)) {
            throw new Violation("RowsAreAsWritten", "the store has " + stored + " and was given " + expected);
        }
    }

    private Outcome outcome(@Nullable Violation violation) {
        return new Outcome(
                seed,
                Duration.between(START, timeline.now()),
                trace.count(),
                trace.hash(),
                invariants.checks(),
                invariants.runs(),
                log.counts(),
                violation,
                violation == null ? List.of() : trace.last(LINES));
    }
}
