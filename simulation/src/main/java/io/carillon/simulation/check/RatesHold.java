package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.model.job.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One owner hands out no more runs of a job in any stretch of time than its rate allows, by the owner's own time. */
final class RatesHold extends Invariant {

    private final Attempts attempts;

    RatesHold(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
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
