package io.carillon.gateway.peer;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.NodeId;
import java.time.Duration;

/** The line to the other nodes. */
public interface PeerLine {

    /** Asks another node and waits for what it says. */
    Word ask(NodeId peer, String address, Command command, Duration patience) throws InterruptedException;

    /** What became of a question. */
    sealed interface Word {

        record Answered(Reply reply) implements Word {}

        /** The question has not left this node, so nothing happened. */
        record NotReached(String reason) implements Word {}

        /** The question has left, and its answer did not come: nobody knows whether anything happened. */
        record Lost(String reason) implements Word {}
    }
}
