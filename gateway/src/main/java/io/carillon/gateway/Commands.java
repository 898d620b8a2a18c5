package io.carillon.gateway;

import io.carillon.engine.Command;
import io.carillon.engine.CommandId;
import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Commands on their way to the owner, each waiting for its reply. How many may wait is bounded. */
public final class Commands implements Answerer {

    private static final int MAX_WAITING = 10_000;

    private static final Reply.Refused STOPPED =
            unavailable("not-yet-durable", "the node has stopped; the command may still take effect");

    private final Map<CommandId, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final EventSink events;
    private final int maxWaiting;
    private volatile boolean closed;

    public Commands(EventSink events) {
        this(events, MAX_WAITING);
    }

    Commands(EventSink events, int maxWaiting) {
        this.events = events;
        this.maxWaiting = maxWaiting;
    }

    @Override
    public Reply ask(Command command, Duration timeout) throws InterruptedException {
        CompletableFuture<Reply> reply = begin(command);
        try {
            return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            return unavailable(
                    "not-yet-durable",
                    "not durable after " + timeout.toSeconds() + " s; the command may still take effect");
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a reply never fails: " + command, broken);
        } finally {
            reply.cancel(false);
        }
    }

    /** Asks without waiting. A reply may never come: whoever is tired of waiting cancels, which frees the command's place. */
    public CompletableFuture<Reply> begin(Command command) {
        if (closed) {
            return CompletableFuture.completedFuture(unavailable("stopping", "this node is stopping; ask another"));
        }
        if (waiting.size() >= maxWaiting) {
            return CompletableFuture.completedFuture(
                    unavailable("busy", maxWaiting + " commands are waiting already; try again in a moment"));
        }
        var id = new CommandId(lastId.incrementAndGet());
        var reply = new CompletableFuture<Reply>();
        waiting.put(id, reply);
        var _ = reply.whenComplete((_, _) -> waiting.remove(id));
        events.put(new Event.Asked(id, command));
        if (closed) {
            reply.complete(STOPPED);
        }
        return reply;
    }

    /** Nobody is there any more who would answer: of what was asked last nobody knows here whether it took effect. */
    public void close() {
        closed = true;
        waiting.values().forEach(reply -> reply.complete(STOPPED));
    }

    public void answer(Effect.Answer answer) {
        CompletableFuture<Reply> reply = waiting.get(answer.id());
        if (reply != null) {
            reply.complete(answer.reply());
        }
    }

    private static Reply.Refused unavailable(String code, String message) {
        return new Reply.Refused(Reply.Kind.UNAVAILABLE, code, message);
    }
}
