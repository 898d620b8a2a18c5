package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.NodeId;
import java.util.HashSet;
import java.util.Set;

/** A run is inserted once, and only what is there is changed; no batch takes place twice. */
final class RowsAreWrittenOnce extends Invariant {

    private final Set<Batch> batches = new HashSet<>();

    private record Batch(NodeId node, int lane, long number) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.InsertRun insert) {
            require(ledger.run(insert.run().id()) == null, "inserted again: ", insert);
        } else if (write instanceof Write.UpdateRun update) {
            require(ledger.run(update.run().id()) != null, "updated and not there: ", update);
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Committed committed) {
            CommitBatch of = committed.batch();
            var batch = new Batch(of.node(), of.lane(), of.number());
            require(batches.add(batch), "took place twice: ", batch);
        }
    }
}
