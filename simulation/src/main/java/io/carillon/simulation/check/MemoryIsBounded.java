package io.carillon.simulation.check;

/** A core holds no more runs than its settings allow. */
final class MemoryIsBounded extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Stepped stepped) {
            require(stepped.liveRuns() <= stepped.maxLiveRuns(), stepped);
        }
    }
}
