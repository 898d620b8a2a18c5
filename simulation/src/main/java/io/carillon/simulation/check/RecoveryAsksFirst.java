package io.carillon.simulation.check;

import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;

/** Whoever takes a partition over waits for workers to say what they hold before it hands out again what one of them
 * is at; and that next hand-out is written down before it leaves. */
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
        if (stored == null || run.dueAt().plus(ledger.tolerance().skew()).isAfter(owner.since())) {
            return;
        }
        for (Attempts.HandOut earlier : attempts.handOuts(run.id())) {
            if (earlier.token().epoch().equals(token.epoch())) {
                return;
            }
            if (earlier.at().isBefore(owner.since())) {
                requireAsked(earlier, owner, ledger, run);
                require(
                        stored.handOuts() >= token.attempt()
                                || stored.state() instanceof RunState.Waiting
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
        Duration grace = ledger.tolerance()
                .recoveryGrace()
                .minus(SLACK)
                .minus(ledger.tolerance().skew());
        require(
                waited.compareTo(grace) >= 0
                        || attempts.isGivenUp(run.id(), earlier.token())
                        || !attempts.isRunning(run.id(), earlier.token()),
                "handed out ",
                waited.toMillis(),
                " ms after the take-over while a worker is at ",
                earlier.token(),
                ": ",
                run);
    }
}
