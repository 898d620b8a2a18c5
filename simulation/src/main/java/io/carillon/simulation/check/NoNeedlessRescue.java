package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.model.run.Run;
import java.time.Duration;

/** A run is not handed out again while a worker is at it that has not lost its connection, has not said that it ended,
 * and has not used up its time. */
final class NoNeedlessRescue extends Invariant {

    private final Attempts attempts;

    NoNeedlessRescue(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            Run run = out.assign().run();
            for (Attempts.HandOut earlier : attempts.handOuts(run.id())) {
                if (earlier.node().equals(out.node())
                        && earlier.token()
                                .epoch()
                                .equals(out.assign().attempt().token().epoch())) {
                    require(
                            !attempts.isRunning(run.id(), earlier.token()) || mayBeGivenUp(earlier, ledger),
                            "handed out again while a worker is at ",
                            earlier.token(),
                            ": ",
                            run);
                }
            }
        }
    }

    private boolean mayBeGivenUp(Attempts.HandOut earlier, Ledger ledger) {
        Effect.Assign assign = earlier.assign();
        Duration timeout = assign.spec().timeout();
        boolean late = timeout != null && !ledger.now().isBefore(earlier.at().plus(timeout));
        return late
                || attempts.isBroken(earlier.node(), assign.session())
                || attempts.isReported(earlier.node(), assign.run().id(), earlier.token());
    }
}
