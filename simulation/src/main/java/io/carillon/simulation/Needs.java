package io.carillon.simulation;

import io.carillon.model.LimitName;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.job.RateLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds the runs of a job back, for as long as there is the job.
 *
 * @param byCalendar whether its cron fires by the calendar that somebody keeps changing
 */
record Needs(Guards guards, Affinity affinity, boolean byCalendar) {

    /** The label of the workers that always come back; each node has one of them. */
    static final Map<String, String> LASTING = Map.of("zone", "lasting");

    /** The label of the others. */
    static final Map<String, String> PASSING = Map.of("zone", "passing");

    /** A rate counts each part of a run, and lets more through than a job asks for in the long run: otherwise its backlog never ends. */
    static Needs of(Chance chance) {
        Optional<RateLimit> rate = chance.in(0.25)
                ? Optional.of(new RateLimit(chance.between(3, 6), chance.millis(125, 375)))
                : Optional.empty();
        Optional<Breaker> breaker = chance.in(0.25)
                ? Optional.of(new Breaker(0.5, chance.between(1, 4), Duration.ofMillis(chance.between(500, 3_000))))
                : Optional.empty();
        List<LimitName> limits = chance.in(0.35) ? List.of(SimulatedOperator.LIMIT) : List.of();
        return new Needs(new Guards(limits, rate, breaker), affinity(chance), chance.in(0.3));
    }

    /** Those that always come back, those that do not, or whoever there is. */
    private static Affinity affinity(Chance chance) {
        Affinity wanted = chance.in(0.2) ? Affinity.to(LASTING) : Affinity.ANY;
        return chance.of("anti-affinity").in(0.2) ? new Affinity(wanted.labels(), PASSING) : wanted;
    }
}
