package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hears how something ended that an attempt began and that went on elsewhere. Who calls before the attempt's worker has said that it lets
 * go of the run waits for that: some are faster than the answer that they gave.
 */
final class CallbackDesk {

    private static final int MAX_WAITING = 10_000;

    private static final Reply.Refused TOO_EARLY = new Reply.Refused(
            Reply.Kind.UNAVAILABLE,
            "callback-early",
            "the attempt's worker has not said yet that it waits for a callback; try again");

    private final List<Call> unread = new ArrayList<>();
    private final Map<RunId, List<Call>> early = new HashMap<>();
    private final Runs runs;
    private final Loader loader;
    private final Partitions partitions;
    private final GroupCommit commit;
    private int waiting;

    CallbackDesk(Runs runs, Loader loader, Partitions partitions, GroupCommit commit) {
        this.runs = runs;
        this.loader = loader;
        this.partitions = partitions;
        this.commit = commit;
    }

    private record Call(CommandId id, Command.CallBack asked) {

        RunId run() {
            return asked.how().run();
        }

        Token token() {
            return asked.how().token();
        }
    }

    void hear(CommandId id, Command.CallBack asked, Instant now) {
        hear(new Call(id, asked), now);
    }

    /** Hears those again whose runs were not in memory. */
    void hearUnread(Instant now) {
        List<Call> again = List.copyOf(unread);
        unread.clear();
        waiting -= again.size();
        again.forEach(call -> hear(call, now));
    }

    /** Hears those again that were too early. */
    void hearEarly(Instant now) {
        for (RunId changed : runs.takeCalled()) {
            List<Call> again = early.remove(changed);
            if (again != null) {
                waiting -= again.size();
                again.forEach(call -> hear(call, now));
            }
        }
    }

    private void hear(Call call, Instant now) {
        LiveRun run = runs.find(call.run());
        if (!partitions.answersFor(call.run(), call.token())) {
            commit.now(new Effect.Answer(call.id(), Reply.notOwner(call.run().partition())));
        } else if (runs.unwritable().contains(call.run())) {
            answer(call, Reply.refusedByStore("what the run ended with can't be kept"));
        } else if (run != null) {
            heed(call, run, now);
        } else if (loader.hasEnded(call.run())) {
            answer(call, late("run " + call.run() + " has ended"));
        } else if (hasRoom(call)) {
            unread.add(call);
            loader.lookUp(call.run());
        }
    }

    private void heed(Call call, LiveRun run, Instant now) {
        if (isStillBegun(call, run, now)) {
            if (hasRoom(call)) {
                early.computeIfAbsent(call.run(), _ -> new ArrayList<>()).add(call);
                run.setCalled(true);
            }
        } else if (run.state() instanceof RunState.Awaiting
                && runs.apply(run, Reports.event(run, call.asked().how(), now)) instanceof Transition.Moved) {
            runs.tell(run, new Effect.Answer(call.id(), new Reply.CallbackTaken(call.run())));
        } else if (isOver(call, run)) {
            refuse(call, run, now);
        } else {
            commit.now(new Effect.Answer(call.id(), TOO_EARLY));
        }
    }

    /**
     * Whether the attempt that is spoken of is known to have ended. One that a former owner handed out without writing it down may be anything:
     * its worker may still speak to the next owner.
     */
    private static boolean isOver(Call call, LiveRun run) {
        return run.run().handOuts() >= call.token().attempt();
    }

    /** Whether the attempt that is spoken of may still be on a worker. */
    private boolean isStillBegun(Call call, LiveRun run, Instant now) {
        Attempt current = run.attempt();
        return runs.doubt(run, now)
                || run.state() instanceof RunState.Recovering
                || (current != null && current.token().equals(call.token()));
    }

    /** Kept as a late result of a worker is. */
    private void refuse(Call call, LiveRun run, Instant now) {
        if (run.isNews(call.token())) {
            runs.keepStale(run, call.token(), call.asked().begunBy(), now);
        }
        runs.tell(
                run,
                new Effect.Tell(new Note.ReportIgnored(call.run(), call.asked().begunBy(), "late callback")));
        runs.tell(
                run,
                new Effect.Answer(
                        call.id(), late("another attempt of run " + call.run() + " has taken the place of this one")));
    }

    private static Reply.Refused late(String why) {
        return new Reply.Refused(Reply.Kind.CONFLICT, "callback-late", why);
    }

    private boolean hasRoom(Call call) {
        if (waiting == MAX_WAITING) {
            commit.now(new Effect.Answer(call.id(), TOO_EARLY));
            return false;
        }
        waiting++;
        return true;
    }

    private void answer(Call call, Reply reply) {
        commit.afterAll(call.run().partition(), new Effect.Answer(call.id(), reply));
    }
}
