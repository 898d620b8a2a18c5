package io.carillon.simulation.check;

import io.carillon.engine.Command;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.Event;
import io.carillon.engine.Reply;
import io.carillon.engine.Report;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Of those who call back about an attempt one is told that he has decided, once, and what he said is durable then. While an attempt is durably
 * awaited its run is handed out to nobody, unless it failed by a callback or had no more time.
 */
final class CallbacksCountOnce extends Invariant {

    private final Set<Attempts.Key> taken = new HashSet<>();
    private final Set<Attempts.Key> failed = new HashSet<>();
    private final Map<RunId, Awaited> awaited = new HashMap<>();
    private final Attempts attempts;

    CallbacksCountOnce(Attempts attempts) {
        this.attempts = attempts;
    }

    private record Awaited(Token token, Instant startedAt) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Awaiting awaiting) {
            awaited.put(update.run().id(), new Awaited(awaiting.attempt().token(), awaiting.startedAt()));
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        switch (happening) {
            case Happening.Heard heard -> {
                if (heard.event() instanceof Event.Asked asked
                        && asked.command() instanceof Command.CallBack call
                        && call.how() instanceof Report.Failed) {
                    failed.add(new Attempts.Key(call.how().run(), call.how().token()));
                }
            }
            case Happening.Answered answered -> {
                if (answered.reply() instanceof Reply.CallbackTaken
                        && answered.command() instanceof Command.CallBack call) {
                    decided(call, ledger);
                }
            }
            case Happening.HandedOut out -> handedOut(out, ledger);
            default -> {}
        }
    }

    private void decided(Command.CallBack call, Ledger ledger) {
        RunId run = call.how().run();
        Token token = call.how().token();
        require(taken.add(new Attempts.Key(run, token)), "a second callback counted: ", call);
        require(attempts.isDeferred(run, token), "its worker had not let go of it: ", call);
        Run stored = ledger.run(run);
        require(
                stored == null
                        || !(stored.state() instanceof RunState.Awaiting now)
                        || !now.attempt().token().equals(token),
                "counted, and not durable: ",
                call,
                " ",
                stored);
    }

    private void handedOut(Happening.HandedOut out, Ledger ledger) {
        Awaited before = awaited.get(out.assign().run().id());
        if (before == null) {
            return;
        }
        Duration timeout = out.assign().spec().timeout();
        boolean late =
                timeout != null && !ledger.now().isBefore(before.startedAt().plus(timeout));
        require(
                late || failed.contains(new Attempts.Key(out.assign().run().id(), before.token())),
                "handed out again, and nobody has said that attempt ",
                before.token(),
                " came to nothing: ",
                out);
    }
}
