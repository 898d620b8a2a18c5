package io.carillon.simulation.check;

/** No run is handed out before it is due, by the clock that all nodes share. */
final class NothingBeginsEarly extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            require(
                    !ledger.now().isBefore(out.assign().run().dueAt()),
                    "handed out at ",
                    ledger.now(),
                    ": ",
                    out.assign().run());
        }
    }
}
