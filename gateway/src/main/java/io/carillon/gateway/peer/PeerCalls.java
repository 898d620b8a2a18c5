package io.carillon.gateway.peer;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.node.NodeWire;
import java.time.Duration;
import java.util.Optional;

/** Answers what other nodes ask this one. What it does not own it refuses: a command goes one hop and no further. */
public final class PeerCalls {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final KeyedRequests own;
    private final CommandWire commands;

    public PeerCalls(KeyedRequests own, StoredRuns stored) {
        this.own = own;
        this.commands = new CommandWire(stored);
    }

    public NodeWire.Answered answer(NodeWire.Asked asked) throws InterruptedException {
        return ReplyWire.write(reply(asked));
    }

    private Reply reply(NodeWire.Asked asked) throws InterruptedException {
        Optional<Command> command;
        try {
            command = commands.read(asked);
        } catch (IllegalArgumentException | JsonException unknown) {
            return refused(Reply.Kind.UNAVAILABLE, "unknown-command", String.valueOf(unknown.getMessage()));
        }
        if (command.isEmpty()) {
            return refused(Reply.Kind.NOT_FOUND, "run-not-found", "there is no such run");
        }
        Duration patience = patience(asked);
        return asked.getKeyed() ? own.askKeyed(command.get(), patience) : own.ask(command.get(), patience);
    }

    private static Duration patience(NodeWire.Asked asked) {
        return Duration.ofMillis(Math.clamp(asked.getPatienceMillis(), 1, LONGEST.toMillis()));
    }

    private static Reply refused(Reply.Kind kind, String code, String message) {
        return new Reply.Refused(kind, code, message);
    }
}
