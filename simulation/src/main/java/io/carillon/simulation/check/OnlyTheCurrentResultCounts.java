package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import org.jspecify.annotations.Nullable;

/**
 * A run succeeds only by a task that really succeeded, and only while its owner knows of no later attempt: of none that it handed out
 * itself, and none that is written down. What a former owner handed out and could not write down nobody can know of until a worker
 * speaks of it; that such an attempt's result may count in place of a later one's is all that can be promised without a write
 * before each hand-out.
 */
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
                        other.token().compareTo(token) <= 0
                                || !isKnown(other.token(), batch, ledger.run(run.id()), run),
                        "attempt ",
                        token,
                        " counted after ",
                        other.token(),
                        " was handed out: ",
                        run);
            }
        }
    }

    private static boolean isKnown(Token later, CommitBatch batch, @Nullable Run stored, Run run) {
        Token written = stored == null ? null : AttemptOf.run(stored);
        return later.epoch().equals(batch.fence().get(run.id().partition()))
                || (written != null && written.compareTo(later) >= 0);
    }
}
