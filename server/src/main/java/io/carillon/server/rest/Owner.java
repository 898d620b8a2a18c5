package io.carillon.server.rest;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.Refusals;
import io.carillon.server.node.Node;
import java.time.Duration;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Asks the owner of a job or a run, and turns its refusals into answers. */
@Component
final class Owner {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Answerer owners;
    private final Node node;

    Owner(Answerer owners, Node node) {
        this.owners = owners;
        this.node = node;
    }

    /** The reply, which is durable. */
    Reply ask(Command command) {
        Reply reply = tryAsk(command);
        if (reply instanceof Reply.Refused refused) {
            throw ApiException.refused(refused);
        }
        return reply;
    }

    /** The reply, refusals included. */
    Reply tryAsk(Command command) {
        node.restored().map(Refusals::restored).ifPresent(refused -> {
            throw ApiException.refused(refused);
        });
        try {
            return owners.ask(command, PATIENCE);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new ApiException(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "this node is stopping; ask another");
        }
    }

    static IllegalStateException unexpected(Command command, Reply reply) {
        return new IllegalStateException(command + " was answered by " + reply);
    }
}
