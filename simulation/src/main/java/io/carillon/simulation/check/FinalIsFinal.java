package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** A run that has ended never changes again. */
final class FinalIsFinal extends Invariant {

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.UpdateRun update) {
            Run before = ledger.run(update.run().id());
            require(
                    before == null || !(before.state() instanceof RunState.Final),
                    batch.node(),
                    " changed ",
                    before,
                    " to ",
                    update.run());
        }
    }
}
