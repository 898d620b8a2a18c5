package io.carillon.gateway;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import java.time.Duration;

/** Whoever answers commands: the owner of what they are about, or somebody who knows him. */
public interface Answerer {

    /**
     * Asks and waits for the reply. If it does not come in time, the refusal says that the command may still take effect: nobody
     * is told that something happened, or did not, before that is known.
     */
    Reply ask(Command command, Duration patience) throws InterruptedException;
}
