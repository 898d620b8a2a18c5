package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.model.JobKey;
import io.carillon.model.job.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One owner hands out no more runs of a job in any stretch of time than its rate allows, by the owner's own time. Not of a job that
 * was deleted: it is forgotten and known again as what is left of its runs is read, and what of them went before with it.
 */
final class RatesHold extends Invariant {

    private final Set<JobKey> deleted = new HashSet<>();
    private final Attempts attempts;

    RatesHold(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Heard heard
                && heard.event() instanceof Event.Asked asked
                && asked.command() instanceof Command.DeleteJob delete) {
            deleted.add(delete.key());
        }
        if (happening instanceof Happening.HandedOut out
                && !deleted.contains(out.assign().run().job())) {
            Effect.Assign assign = out.assign();
            Optional<RateLimit> rate = assign.spec().guards().rate();
            if (rate.isPresent()) {
                long together = 1
                        + attempts.handOuts(assign.run().jobId()).stream()
                                .filter(earlier -> isOfSameOwner(earlier, out)
                                        && isWithin(earlier, assign, rate.get().per()))
                                .count();
                require(together <= rate.get().max(), together, " within ", rate.get(), ": ", assign.run());
            }
        }
    }

    private static boolean isOfSameOwner(Attempts.HandOut earlier, Happening.HandedOut out) {
        return earlier.node().equals(out.node())
                && earlier.token().epoch().equals(out.assign().attempt().token().epoch());
    }

    private static boolean isWithin(Attempts.HandOut earlier, Effect.Assign assign, Duration stretch) {
        Instant then = earlier.assign().attempt().handedOutAt();
        Instant now = assign.attempt().handedOutAt();
        return then.isAfter(now.minus(stretch)) && !then.isAfter(now);
    }
}
