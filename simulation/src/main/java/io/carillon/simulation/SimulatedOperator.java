package io.carillon.simulation;

import io.carillon.engine.Command;
import io.carillon.engine.testing.TestingResource;
import io.carillon.model.LimitName;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.ResourceDraft;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Defines what jobs share, a limit and a calendar, and keeps changing it. The limit may have a rate and a breaker, which stay. The calendar leaves out days that are not simulated: the
 * fires stay the same, whatever has to be compiled again.
 */
final class SimulatedOperator {

    static final LimitName LIMIT = new LimitName("shared");
    static final String CALENDAR = "work";

    private static final LocalDate LONG_AGO = LocalDate.parse("2020-01-01");

    private final World world;
    private final List<SimulatedNode> nodes;
    private final Chance chance;
    private final Optional<RateLimit> rate;
    private final Optional<Breaker> breaker;
    private boolean retired;

    SimulatedOperator(List<SimulatedNode> nodes, World world) {
        this.world = world;
        this.nodes = nodes;
        this.chance = world.chance().of("operator");
        Chance guards = chance.of("guards");
        this.rate = guards.in(0.5)
                ? Optional.of(new RateLimit(guards.between(6, 12), guards.millis(500, 1_000)))
                : Optional.empty();
        this.breaker = guards.in(0.5)
                ? Optional.of(new Breaker(0.5, guards.between(2, 6), guards.millis(500, 2_000)))
                : Optional.empty();
    }

    void start() {
        nodes.forEach(node -> put(node, limit()));
        nodes.forEach(node -> put(node, calendar()));
        rest();
    }

    /** Changes nothing more. */
    void retire() {
        retired = true;
    }

    private void rest() {
        world.timeline().after(chance.millis(200, 6_000), "the operator acts", () -> {
            if (!retired) {
                put(chance.one(nodes), chance.in(0.5) ? limit() : calendar());
                rest();
            }
        });
    }

    private ResourceDraft limit() {
        return TestingResource.limit(LIMIT.value(), new LimitSpec(Optional.of(chance.between(1, 4)), rate, breaker));
    }

    private ResourceDraft calendar() {
        LocalDate day = LONG_AGO.plusDays(chance.below(1_000));
        return TestingResource.calendar(CALENDAR, new CalendarRule.Dates(CalendarRule.Effect.EXCLUDE, Set.of(day)));
    }

    /** Whoever does not own it refuses, and whoever is not there hears nothing: it is not worth asking twice. */
    private void put(SimulatedNode node, ResourceDraft draft) {
        world.timeline()
                .after(
                        world.network().delay(),
                        "the operator reaches " + node.name(),
                        node.machine().inside(() -> {
                            if (node.isOpen()) {
                                node.ask(new Command.PutResource(draft, null), _ -> {});
                            }
                        }));
    }
}
