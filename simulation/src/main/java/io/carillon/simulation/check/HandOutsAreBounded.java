package io.carillon.simulation.check;

import io.carillon.model.run.Run;

/** A run is handed out as often as its policy allows: once more for each attempt that a worker refused to begin or that
 * asked for another later, as often again where what its parts came to is gathered, and for each take-over, which may forget the attempt that nobody had written down. */
final class HandOutsAreBounded extends Invariant {

    private final Attempts attempts;

    HandOutsAreBounded(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            Run run = out.assign().run();
            int times = attempts.handOuts(run.id()).size() + 1;
            int allowed = out.assign().spec().retry().maxAttempts()
                    + attempts.refusals(run.id())
                    + attempts.postponed(run.id())
                    + run.tries().mapping()
                    + undelivered(run)
                    + attempts.takeOvers(run.id().partition())
                    - 1;
            require(times <= allowed, "hand-out ", times, " of ", allowed, " that are allowed: ", run);
        }
    }

    /** What was on its way when a connection broke never began, and does not count. */
    private int undelivered(Run run) {
        int count = 0;
        for (Attempts.HandOut out : attempts.handOuts(run.id())) {
            if (attempts.execution(run.id(), out.token()) == null) {
                count++;
            }
        }
        return count;
    }
}
