package io.carillon.simulation.check;

import java.util.HashSet;

/** Whatever a worker was told to be kept of what an attempt has said is there, once, in order, as that attempt said it. */
final class LinesAreKept extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.LinesAcknowledged told) {
            requireOrder(told);
            var stored = new HashSet<>(told.stored());
            told.lines()
                    .forEach(line ->
                            require(stored.contains(line), line, " was acknowledged, and is not there: ", told));
        }
    }

    private void requireOrder(Happening.LinesAcknowledged told) {
        long before = 0;
        for (Happening.Line line : told.stored()) {
            require(line.number() > before, line, " stands behind line ", before, " of attempt ", told.token());
            String said = Happening.Line.text(told.run(), told.token(), line.number());
            require(line.text().equals(said), line, " is not what was said: ", said);
            before = line.number();
        }
    }
}
