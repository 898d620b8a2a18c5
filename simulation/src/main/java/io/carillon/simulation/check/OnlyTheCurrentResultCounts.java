package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.Token;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import org.jspecify.annotations.Nullable;

/**
 * A run succeeds, or is left out by its task, only by a task that really ended so, and only while its owner knows of no later attempt: of none that it handed out
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
        if (!(write instanceof Write.UpdateRun update)) {
            return;
        }
        switch (update.run().state()) {
            case RunState.Succeeded done
            when done.attempt() != null ->
                check(done.attempt().token(), Happening.End.SUCCEEDED, update.run(), batch, ledger);
            case RunState.Skipped left
            when left.waiver() != null ->
                check(left.waiver().attempt().token(), Happening.End.SKIPPED, update.run(), batch, ledger);
            default -> {}
        }
    }

    private void check(Token token, Happening.End how, Run run, CommitBatch batch, Ledger ledger) {
        Attempts.Execution execution = attempts.execution(run.id(), token);
        boolean so = execution != null
                && (execution.how() == how || (isDoneByMapping(run) && execution.how() == Happening.End.MAPPED));
        require(so, "no task ended like this: ", run);
        for (Attempts.HandOut other : attempts.handOuts(run.id())) {
            require(
                    other.token().compareTo(token) <= 0 || !isKnown(other.token(), batch, ledger.run(run.id()), run),
                    "attempt ",
                    token,
                    " counted after ",
                    other.token(),
                    " was handed out: ",
                    run);
        }
    }

    /** A part that turns out to be several has been done by that. */
    private static boolean isDoneByMapping(Run run) {
        return run.cause() instanceof Cause.Shard && run.state() instanceof RunState.Succeeded;
    }

    private static boolean isKnown(Token later, CommitBatch batch, @Nullable Run stored, Run run) {
        Token written = stored == null ? null : AttemptOf.run(stored);
        return later.epoch().equals(batch.fence().get(run.id().partition()))
                || (written != null && written.compareTo(later) >= 0);
    }
}
