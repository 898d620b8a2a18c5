package io.carillon.gateway.peer;

import io.carillon.engine.Command;
import io.carillon.engine.CommandHome;
import io.carillon.engine.Reply;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.peer.PeerLine.Word;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Answers any command, whoever owns what it is about. While that changes hands it waits and asks again, as long as whoever asked has
 * patience: then nothing has happened yet. What may have happened is never asked for twice, unless that does no harm.
 */
public final class Forwarding implements Answerer {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** A repeated question waits no longer for one node than this: another may be the owner by then. */
    private static final Duration ONE_TRY = Duration.ofSeconds(3);

    /** What a node says to which nothing has happened, and that passes. */
    private static final Set<String> PASSING =
            Set.of("not-owner", "owner-changed", "catching-up", "owner-unreachable", "stopping");

    private final NodeId self;
    private final int partitions;
    private final Answerer own;
    private final Whereabouts whereabouts;
    private final PeerLine line;
    private final LongSupplier ticks;

    /**
     * @param own answers what this node owns
     * @param ticks nanoseconds of a clock that only ever goes on
     */
    public Forwarding(
            NodeId self, int partitions, Answerer own, Whereabouts whereabouts, PeerLine line, LongSupplier ticks) {
        this.self = self;
        this.partitions = partitions;
        this.own = own;
        this.whereabouts = whereabouts;
        this.line = line;
        this.ticks = ticks;
    }

    @Override
    public Reply ask(Command command, Duration patience) throws InterruptedException {
        long end = ticks.getAsLong() + patience.toNanos();
        Duration left = patience;
        while (true) {
            Whereabouts.Seen seen = whereabouts.seen();
            Reply reply = askOnce(command, seen.view(), left);
            left = Duration.ofNanos(end - ticks.getAsLong());
            if (!passes(reply) || !left.isPositive()) {
                return reply;
            }
            whereabouts.awaitNewer(seen, shorter(left, LOOK_AGAIN));
            left = Duration.ofNanos(end - ticks.getAsLong());
            if (!left.isPositive()) {
                return reply;
            }
        }
    }

    private Reply askOnce(Command command, ClusterView view, Duration left) throws InterruptedException {
        Partition home = CommandHome.of(command, partitions);
        NodeId owner = home == null ? self : view.ownerOf(home);
        if (owner == null || owner.equals(self)) {
            return own.ask(command, left);
        }
        String address = view.addresses().get(owner);
        if (address == null) {
            return unreachable(owner, "its address is not known, or it has gone");
        }
        boolean again = isRepeatable(command);
        Word word = line.ask(owner, address, command, again ? shorter(left, ONE_TRY) : left);
        return switch (word) {
            case Word.Answered(var reply) -> reply;
            case Word.NotReached(var reason) -> unreachable(owner, reason);
            case Word.Lost(var reason) -> again ? unreachable(owner, reason) : lost(owner, reason);
        };
    }

    private static Reply unreachable(NodeId owner, String reason) {
        return unavailable(
                "owner-unreachable",
                "node " + owner + " owns what this is about, and could not be reached: " + reason + "; try again");
    }

    private static Reply lost(NodeId owner, String reason) {
        return unavailable(
                "not-yet-durable",
                "node " + owner + " did not answer: " + reason + "; the command may still take effect");
    }

    private static Reply unavailable(String code, String message) {
        return new Reply.Refused(Reply.Kind.UNAVAILABLE, code, message);
    }

    private static boolean passes(Reply reply) {
        return reply instanceof Reply.Refused refused && PASSING.contains(refused.code());
    }

    /** Whether a command does no more, and answers the same, when it is carried out a second time. */
    static boolean isRepeatable(Command command) {
        return switch (command) {
            case Command.ExplainRun _,
                    Command.PauseJob _,
                    Command.ResumeJob _,
                    Command.CancelRun _,
                    Command.DeclareApp _ -> true;
            case Command.LookedUp looked -> hasAllKeys(looked.asked());
            case Command.CreateJob _,
                    Command.ReplaceJob _,
                    Command.DeclareJob _,
                    Command.DeleteJob _,
                    Command.TriggerJob _,
                    Command.TriggerBatch _,
                    Command.RerunRun _,
                    Command.DiscardRun _,
                    Command.CallBack _,
                    Command.PutResource _,
                    Command.DeleteResource _ -> false;
        };
    }

    private static boolean hasAllKeys(Command asked) {
        return switch (asked) {
            case Command.TriggerBatch batch -> batch.runs().stream().allMatch(run -> run.runKey() != null);
            case Command.TriggerJob trigger -> trigger.runKey() != null;
            case Command.RerunRun rerun -> rerun.key() != null;
            default -> false;
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
