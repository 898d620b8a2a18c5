package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** A run succeeds only by a task that really succeeded, and only while no later attempt was handed out. */
final class OnlyTheCurrentResultCounts extends Invariant {

    private final Attempts attempts;

    OnlyTheCurrentResultCounts(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.UpdateRun update
                && update.run().state() instanceof RunState.Succeeded succeeded
                && succeeded.attempt() != null) {
            Run run = update.run();
            Token token = succeeded.attempt().token();
            Attempts.Execution execution = attempts.execution(run.id(), token);
            require(execution != null && execution.succeeded(), "no task succeeded: ", run);
            for (Attempts.HandOut other : attempts.handOuts(run.id())) {
                require(
                        other.token().compareTo(token) <= 0 || !isKnown(other.token(), batch, run),
                        "attempt ",
                        token,
                        " counted after ",
                        other.token(),
                        " was handed out: ",
                        run);
            }
        }
    }

    /** What a former owner handed out and could not write down, its successor can't know of. */
    private static boolean isKnown(Token token, CommitBatch batch, Run run) {
        return token.epoch().equals(batch.fence().get(run.id().partition()));
    }
}
