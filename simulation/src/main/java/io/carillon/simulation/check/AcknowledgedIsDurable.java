package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/**
 * A worker that is told to forget a result is told so because the result is durable, or because it is worth nothing: the run has
 * ended otherwise, a later attempt was handed out, or it is written down that this one was given up.
 */
final class AcknowledgedIsDurable extends Invariant {

    private final Attempts attempts;

    AcknowledgedIsDurable(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Acknowledged acknowledged) {
            Effect.Acknowledge ack = acknowledged.acknowledgement();
            Attempts.Execution execution = attempts.execution(ack.run(), ack.token());
            Run stored = ledger.run(ack.run());
            if (attempts.isDeferred(ack.run(), ack.token())) {
                require(
                        stored == null
                                || stored.state() instanceof RunState.Final
                                || isAwaited(ack, stored)
                                || isReplaced(ack, stored, ledger),
                        "told ",
                        ack,
                        " of an attempt that goes on elsewhere while this is durable: ",
                        stored);
            } else if (execution != null && execution.how() == Happening.End.MAPPED && stored != null) {
                require(
                        stored.state() instanceof RunState.Final
                                || stored.state() instanceof RunState.InParts
                                || stored.gathers()
                                || isReplaced(ack, stored, ledger),
                        "told ",
                        ack,
                        " of an attempt that has split its run while this is durable: ",
                        stored);
            } else if (execution != null && execution.how() == Happening.End.SUCCEEDED && stored != null) {
                require(
                        ack.accepted()
                                ? stored.state() instanceof RunState.Succeeded done
                                        && done.attempt() != null
                                        && done.attempt().token().equals(ack.token())
                                : stored.state() instanceof RunState.Final || isReplaced(ack, stored, ledger),
                        "told ",
                        ack,
                        " while this is durable: ",
                        stored);
            }
        }
    }

    private static boolean isAwaited(Effect.Acknowledge ack, Run stored) {
        return stored.state() instanceof RunState.Awaiting && ack.token().equals(AttemptOf.run(stored));
    }

    private boolean isReplaced(Effect.Acknowledge ack, Run stored, Ledger ledger) {
        Token written = AttemptOf.run(stored);
        return attempts.handOuts(ack.run()).stream().anyMatch(out -> out.token().compareTo(ack.token()) > 0)
                || stored.handOuts() > ack.token().attempt()
                || stored.state() instanceof RunState.Waiting
                || ledger.isOver(ack.run(), ack.token())
                || (written != null && written.compareTo(ack.token()) > 0);
    }
}
