package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.Event;
import io.carillon.model.LimitName;
import io.carillon.model.NodeId;
import io.carillon.model.ResourceKey;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.ResourceSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Of the jobs that name a limit no node hands out more runs in any stretch of time than its rate allows. A node that takes the limit
 * over with a partition takes it for spent as steadily as the rate allows, whatever it has handed out itself: each take-over may let
 * as many through once more.
 */
final class NamedRatesHold extends Invariant {

    /** How long the jobs of a partition may take to be read, after which the node goes by it. */
    private static final Duration UNTIL_OPENED = Duration.ofSeconds(30);

    private final Map<LimitName, RateLimit> rates = new HashMap<>();
    private final Map<NodeId, List<Instant>> takeOvers = new HashMap<>();
    private final Attempts attempts;

    NamedRatesHold(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.TookOver taken) {
            takeOvers.computeIfAbsent(taken.node(), _ -> new ArrayList<>()).add(ledger.now());
        }
        if (happening instanceof Happening.Heard heard
                && heard.event() instanceof Event.Asked asked
                && asked.command() instanceof Command.PutResource put) {
            define(put.draft().key(), put.draft().spec());
        }
        if (happening instanceof Happening.HandedOut out) {
            for (LimitName limit : out.assign().spec().guards().limits()) {
                RateLimit rate = rates.get(limit);
                if (rate != null) {
                    check(limit, rate, out, ledger);
                }
            }
        }
    }

    /** The rate of a limit stays what it was. */
    private void define(ResourceKey key, ResourceSpec what) {
        if (what instanceof LimitSpec spec) {
            spec.rate().ifPresent(rate -> rates.put(new LimitName(key.name().value()), rate));
        }
    }

    private void check(LimitName limit, RateLimit rate, Happening.HandedOut out, Ledger ledger) {
        Instant at = out.assign().attempt().handedOutAt();
        long together = 1
                + ledger.jobs().stream()
                        .filter(job -> job.present().spec().guards().limits().contains(limit))
                        .flatMap(job -> attempts.handOuts(job.present().id()).stream())
                        .filter(earlier -> earlier.node().equals(out.node()) && isWithin(earlier, at, rate.per()))
                        .count();
        Instant since = ledger.now().minus(rate.per()).minus(UNTIL_OPENED);
        long begun = takeOvers.getOrDefault(out.node(), List.of()).stream()
                .filter(since::isBefore)
                .count();
        require(together <= rate.max() * (1 + begun), together, " by ", limit, " within ", rate, ": ", out.assign());
    }

    private static boolean isWithin(Attempts.HandOut earlier, Instant now, Duration stretch) {
        Instant then = earlier.assign().attempt().handedOutAt();
        return then.isAfter(now.minus(stretch)) && !then.isAfter(now);
    }
}
