package io.carillon.simulation.check;

/** A partition is taken over only when its owner's lease has ended by the database's clock, or was given up. */
final class LeasesAreHonoured extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.TookOver taken) {
            require(taken.rightful(), taken, " while its owner held a lease");
        }
    }
}
