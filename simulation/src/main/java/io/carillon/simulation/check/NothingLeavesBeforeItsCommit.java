package io.carillon.simulation.check;

import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** What a worker is handed is durable at that instant, and has not ended unless a newer owner ended it. */
final class NothingLeavesBeforeItsCommit extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out) {
            Run told = out.assign().run();
            Run stored = ledger.run(told.id());
            Token token = out.assign().attempt().token();
            boolean owner = ledger.owns(out.node(), told.id().partition(), token.epoch());
            require(stored != null || !owner, "handed out and not recorded: ", told);
            require(
                    stored == null || !owner || !(stored.state() instanceof RunState.Final),
                    "handed out after it had ended: ",
                    stored);
        }
    }
}
