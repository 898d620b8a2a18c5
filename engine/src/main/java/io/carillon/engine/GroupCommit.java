package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the writes of many steps into batches, one of them under way at a time, and holds back whatever depends on a write
 * until its batch is durable. A batch that is known to have failed is tried again unchanged; one whose outcome is unknown is
 * looked up first.
 */
final class GroupCommit {

    /** While the store is away the open batch grows; it may not grow for ever. */
    private static final int MOST_OPEN_WRITES = 50_000;

    private final NodeId node;
    private final Duration retryAfter;
    private final Function<Partition, Epoch> epochs;
    private final List<Effect> ready = new ArrayList<>();
    private Batch open;
    private @Nullable Batch inFlight;
    private @Nullable Instant retryAt;
    private boolean doubtful;
    private long committed;

    /** @param firstNumber higher than the number of any batch that this node has ever committed */
    GroupCommit(NodeId node, long firstNumber, Duration retryAfter, Function<Partition, Epoch> epochs) {
        this.node = node;
        this.retryAfter = retryAfter;
        this.epochs = epochs;
        this.open = new Batch(firstNumber);
        this.committed = firstNumber - 1;
    }

    private static final class Batch {

        private final long number;
        private final SortedMap<Partition, Epoch> fence = new TreeMap<>();
        private final List<Write> writes = new ArrayList<>();
        private final SortedMap<Partition, Write.MovePartition> moves = new TreeMap<>();
        private final List<Held> held = new ArrayList<>();
        private Instant sentAt = Instant.MIN;

        private Batch(long number) {
            this.number = number;
        }

        private boolean isEmpty() {
            return writes.isEmpty() && moves.isEmpty();
        }
    }

    private record Held(@Nullable Partition partition, Effect effect) {}

    /** Adds a write to the open batch and returns the batch's number. */
    long write(Write write) {
        if (write instanceof Write.Fenced fenced) {
            open.fence.computeIfAbsent(fenced.partition(), epochs);
        }
        if (write instanceof Write.MovePartition move) {
            open.moves.put(move.partition(), move);
        } else {
            open.writes.add(write);
        }
        return open.number;
    }

    /** The number of the batch that the next write will belong to. */
    long openNumber() {
        return open.number;
    }

    /** Lets an effect out as soon as a batch is durable; an effect of a partition that is lost by then never leaves. */
    void after(long batch, @Nullable Partition partition, Effect effect) {
        if (batch <= committed) {
            ready.add(effect);
        } else if (inFlight != null && batch == inFlight.number) {
            inFlight.held.add(new Held(partition, effect));
        } else {
            open.held.add(new Held(partition, effect));
        }
    }

    boolean isDurable(long batch) {
        return batch <= committed;
    }

    /** Lets an effect out that depends on nothing. */
    void now(Effect effect) {
        ready.add(effect);
    }

    /** Lets an effect out once everything that was written so far is durable. */
    void afterAll(Effect effect) {
        afterAll(null, effect);
    }

    /** The same for an effect that says something about a partition: if that is lost by then, it never leaves. */
    void afterAll(@Nullable Partition partition, Effect effect) {
        long last = open.isEmpty() ? open.number - 1 : open.number;
        after(last, partition, effect);
    }

    /** Sends the open batch on its way if none is, and hands over everything that may leave. */
    List<Effect> drain(Instant now) {
        if (retryAt != null && !now.isBefore(retryAt) && inFlight != null) {
            retryAt = null;
            ready.add(doubtful ? new Effect.Resolve(batchOf(inFlight)) : new Effect.Commit(batchOf(inFlight)));
        }
        if (inFlight == null && !open.isEmpty()) {
            inFlight = open;
            inFlight.sentAt = now;
            open = new Batch(open.number + 1);
            ready.add(new Effect.Commit(batchOf(inFlight)));
        } else if (inFlight == null) {
            letGoOfNothing();
        }
        List<Effect> leaving = List.copyOf(ready);
        ready.clear();
        return leaving;
    }

    /** All that the open batch said may have been forgotten: there is nothing left to wait for, nor anything that would be committed. */
    private void letGoOfNothing() {
        open.held.forEach(held -> ready.add(held.effect()));
        open.held.clear();
    }

    /** Takes the outcome of a batch and returns the ownerships that turned out to be lost. */
    SortedMap<Partition, Epoch> ended(long number, CommitOutcome outcome, Instant now) {
        Batch batch = inFlight;
        if (batch == null || batch.number != number) {
            return Collections.emptySortedMap();
        }
        return switch (outcome) {
            case CommitOutcome.Committed done -> {
                inFlight = null;
                retryAt = null;
                committed = number;
                release(batch, done.fencedOut());
                var lost = new TreeMap<>(batch.fence);
                lost.keySet().retainAll(done.fencedOut());
                yield lost;
            }
            case CommitOutcome.NotCommitted failed -> {
                tryLater(number, failed.reason(), false, now);
                yield Collections.emptySortedMap();
            }
            case CommitOutcome.Unknown unknown -> {
                tryLater(number, unknown.reason(), true, now);
                yield Collections.emptySortedMap();
            }
        };
    }

    private void tryLater(long number, String reason, boolean lookUpFirst, Instant now) {
        doubtful = lookUpFirst;
        retryAt = now.plus(retryAfter);
        ready.add(new Effect.Tell(new Note.CommitFailed(number, reason)));
    }

    /** Whether the store has fallen so far behind that nothing should be added that can wait. */
    boolean isBehind() {
        return open.writes.size() >= MOST_OPEN_WRITES;
    }

    /** Whether everything that was written is durable. */
    boolean idle() {
        return inFlight == null && open.isEmpty();
    }

    @Nullable
    Instant retryAt() {
        return retryAt;
    }

    /** Forgets what the open batch says about a partition that another node owns now. */
    void forget(Partition lost) {
        open.fence.remove(lost);
        open.moves.remove(lost);
        open.writes.removeIf(write ->
                write instanceof Write.Fenced fenced && fenced.partition().equals(lost));
        open.held.stream().filter(held -> lost.equals(held.partition())).forEach(this::refuse);
        open.held.removeIf(held -> lost.equals(held.partition()));
    }

    private void release(Batch batch, Set<Partition> fencedOut) {
        for (Held held : batch.held) {
            if (held.partition() == null || !fencedOut.contains(held.partition())) {
                ready.add(held.effect());
            } else {
                refuse(held);
            }
        }
    }

    /** What was left out is known not to have happened: whoever asked for it may ask the new owner. */
    private void refuse(Held held) {
        if (held.effect() instanceof Effect.Answer answer && held.partition() != null) {
            ready.add(new Effect.Answer(answer.id(), Reply.notOwner(held.partition())));
        }
    }

    private CommitBatch batchOf(Batch batch) {
        var writes = new ArrayList<>(batch.writes);
        writes.addAll(batch.moves.values());
        return new CommitBatch(node, batch.number, batch.sentAt, batch.fence, writes);
    }
}
