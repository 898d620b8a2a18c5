package io.carillon.gateway.peer;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.KeyedBatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Answers commands of this node's own, and looks up once more under which keys somebody has asked before: what another node found is of no
 * use, because its clock is not the one by which this node knows since when it has been the owner. So it is as well where this node has
 * become the owner after somebody looked.
 */
public final class KeyedRequests implements Answerer {

    private final Answerer own;
    private final Catalog catalog;
    private final InstantSource clock;

    public KeyedRequests(Answerer own, Catalog catalog, InstantSource clock) {
        this.own = own;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Reply ask(Command command, Duration patience) throws InterruptedException {
        Reply reply = own.ask(command, patience);
        boolean lookAgain =
                reply instanceof Reply.Refused refused && refused.code().equals(Reply.LOOK_AGAIN.code());
        return lookAgain && command instanceof Command.LookedUp looked ? askKeyed(looked.asked(), patience) : reply;
    }

    /** Asks for what carries keys, having looked for them. */
    public Reply askKeyed(Command asked, Duration patience) throws InterruptedException {
        Instant since = clock.instant();
        return switch (asked) {
            case Command.TriggerBatch batch ->
                KeyedBatch.lookUp(batch, catalog, clock).ask(own, patience);
            case Command.TriggerJob trigger
            when trigger.runKey() != null -> {
                var earlier = catalog.requested(trigger.key(), trigger.runKey());
                yield earlier.isPresent()
                        ? new Reply.RunRepeated(earlier.get())
                        : own.ask(new Command.LookedUp(trigger, since), patience);
            }
            case Command.RerunRun rerun
            when rerun.key() != null -> {
                var earlier = catalog.rerun(rerun.of().id(), rerun.key());
                yield earlier.isPresent()
                        ? new Reply.RunRepeated(earlier.get())
                        : own.ask(new Command.LookedUp(rerun, since), patience);
            }
            default -> own.ask(asked, patience);
        };
    }
}
