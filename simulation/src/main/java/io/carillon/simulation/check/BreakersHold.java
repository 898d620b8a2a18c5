package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Guarded;
import io.carillon.engine.Note;
import io.carillon.model.LimitName;
import io.carillon.model.NodeId;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.LimitSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * While a node says that the breaker of a job or of a named limit is open, it hands out nothing of that; half-open, one attempt at a
 * time. Not of a job that was deleted, which may have been made anew: the two can't be told apart by what is said.
 */
final class BreakersHold extends Invariant {

    private final Map<Place, Standing> standings = new HashMap<>();
    private final Map<LimitName, Breaker> rules = new HashMap<>();
    private final Attempts attempts;

    BreakersHold(Attempts attempts) {
        this.attempts = attempts;
    }

    private record Place(NodeId node, Guarded of) {}

    private record Standing(Note.BreakerState state, Instant since) {}

    @Override
    void after(Happening happening, Ledger ledger) {
        switch (happening) {
            case Happening.BreakerMoved moved -> {
                standings.put(
                        new Place(moved.node(), moved.move().of()),
                        new Standing(moved.move().to(), moved.time()));
            }
            case Happening.Heard heard -> heard(heard.event());
            // Whoever takes a partition begins with closed breakers.
            case Happening.TookOver taken ->
                standings.keySet().removeIf(place -> place.node().equals(taken.node()));
            case Happening.HandedOut out -> {
                out.assign().spec().guards().breaker().ifPresent(rule -> check(out, rule, ledger));
                out.assign().spec().guards().limits().forEach(limit -> check(out, limit));
            }
            default -> {}
        }
    }

    /** The breaker of a limit stays what it was. */
    private void heard(Event event) {
        if (event instanceof Event.Asked asked
                && asked.command() instanceof Command.PutResource put
                && put.draft().spec() instanceof LimitSpec spec) {
            var limit = new LimitName(put.draft().key().name().value());
            spec.breaker().ifPresent(rule -> rules.put(limit, rule));
        }
    }

    private void check(Happening.HandedOut out, LimitName limit) {
        Effect.Assign assign = out.assign();
        var of = new Guarded.ByLimit(assign.run().job().namespace(), limit);
        Standing standing = standings.get(new Place(out.node(), of));
        Breaker rule = rules.get(limit);
        Instant at = assign.attempt().handedOutAt();
        if (standing != null
                && rule != null
                && standing.state() == Note.BreakerState.OPEN
                && at.isAfter(standing.since())) {
            require(!at.isBefore(standing.since().plus(rule.pause())), standing, " and handed out ", assign);
        }
    }

    private void check(Happening.HandedOut out, Breaker rule, Ledger ledger) {
        Effect.Assign assign = out.assign();
        Standing standing = standings.get(
                new Place(out.node(), new Guarded.ByJob(assign.run().job())));
        Instant at = assign.attempt().handedOutAt();
        if (standing == null || attempts.mayBeForgotten(assign.run().job()) || !at.isAfter(standing.since())) {
            return;
        }
        switch (standing.state()) {
            case CLOSED -> {}
            case OPEN ->
                require(!at.isBefore(standing.since().plus(rule.pause())), standing, " and handed out ", assign);
            case HALF_OPEN -> requireAlone(out, standing, ledger);
        }
    }

    private void requireAlone(Happening.HandedOut out, Standing standing, Ledger ledger) {
        for (Attempts.HandOut earlier : attempts.handOuts(out.assign().run().jobId())) {
            require(
                    !earlier.node().equals(out.node())
                            || earlier.assign().attempt().handedOutAt().isBefore(standing.since())
                            || !attempts.isHeld(earlier, ledger),
                    standing,
                    " and handed out ",
                    out.assign(),
                    " beside ",
                    earlier);
        }
    }
}
