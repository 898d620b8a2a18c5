package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import java.util.TreeMap;

/** Only the present owner of a partition, under its present epoch, changes anything in it; epochs rise. */
final class OneWriterPerEpoch extends Invariant {

    private final TreeMap<Partition, Epoch> highest = new TreeMap<>();

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.Fenced fenced) {
            Epoch claimed = batch.fence().get(fenced.partition());
            require(
                    claimed != null && ledger.owns(batch.node(), fenced.partition(), claimed),
                    batch.node(),
                    " wrote under epoch ",
                    claimed,
                    " what belongs to ",
                    ledger.owner(fenced.partition()),
                    ": ",
                    write);
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.TookOver taken) {
            Epoch before = highest.put(taken.partition(), taken.epoch());
            require(before == null || taken.epoch().compareTo(before) > 0, taken, " follows epoch ", before);
        }
    }
}
