package io.carillon.simulation.check;

import io.carillon.model.Token;
import io.carillon.model.run.Run;
import java.time.Duration;

/**
 * Whoever takes a partition over waits for workers to say what they hold before it hands out again what one of them is at, unless it
 * can read that this attempt was given up; and if it may be the second hand-out of that number, it is written down before it leaves.
 */
final class RecoveryAsksFirst extends Invariant {

    private static final Duration SLACK = Duration.ofMillis(20);

    private final Attempts attempts;

    RecoveryAsksFirst(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (!(happening instanceof Happening.HandedOut out)) {
            return;
        }
        Run run = out.assign().run();
        Token token = out.assign().attempt().token();
        Ledger.Ownership owner = ledger.owner(run.id().partition());
        if (owner == null || !ledger.owns(out.node(), run.id().partition(), token.epoch())) {
            return;
        }
        Run stored = ledger.run(run.id());
        if (stored == null) {
            return;
        }
        boolean first = attempts.handOuts(run.id()).stream()
                .noneMatch(earlier -> earlier.token().epoch().equals(token.epoch()));
        if (!first) {
            return;
        }
        for (Attempts.HandOut earlier : attempts.handOuts(run.id())) {
            if (earlier.at().isBefore(owner.since())) {
                requireAsked(earlier, owner, ledger, run);
                require(
                        !earlier.owned()
                                || stored.handOuts() >= token.attempt()
                                || earlier.token().attempt() < token.attempt(),
                        "handed out again as ",
                        token,
                        " and nothing is written down of ",
                        earlier.token(),
                        ": ",
                        stored);
            }
        }
    }

    private void requireAsked(Attempts.HandOut earlier, Ledger.Ownership owner, Ledger ledger, Run run) {
        Duration waited = Duration.between(owner.since(), ledger.now());
        Duration grace = ledger.tolerance().recoveryGrace().minus(SLACK);
        require(
                waited.compareTo(grace) >= 0
                        || !attempts.isRunning(run.id(), earlier.token())
                        || ledger.isOver(run.id(), earlier.token()),
                "handed out ",
                waited.toMillis(),
                " ms after the take-over while a worker is at ",
                earlier.token(),
                ": ",
                run);
    }
}
