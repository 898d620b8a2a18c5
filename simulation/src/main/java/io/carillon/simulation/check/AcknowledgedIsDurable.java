package io.carillon.simulation.check;

import io.carillon.engine.Effect;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** A worker that is told to forget a result is told so because the result is durable, or because it is worth nothing. */
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
            if (execution != null && execution.succeeded() && stored != null) {
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

    /** A later attempt was handed out, or a new owner has asked long enough and given this one up. */
    private boolean isReplaced(Effect.Acknowledge ack, Run stored, Ledger ledger) {
        Ledger.Ownership owner = ledger.owner(ack.run().partition());
        return attempts.handOuts(ack.run()).stream().anyMatch(out -> out.token().compareTo(ack.token()) > 0)
                || stored.handOuts() > ack.token().attempt()
                || stored.state() instanceof RunState.Waiting
                || owner == null
                || owner.epoch().compareTo(ack.token().epoch()) > 0;
    }
}
