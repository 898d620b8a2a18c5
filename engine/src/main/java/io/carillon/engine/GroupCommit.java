package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the writes of many steps into batches, one of them under way at a time, and holds back whatever depends on a write
 * until its batch is durable. A batch that is known to have failed is tried again unchanged, but for what the store refuses for good;
 * one whose outcome is unknown is looked up first.
 */
final class GroupCommit {

    /** While the store is away the open batch grows; it may not grow for ever. */
    private static final int MOST_OPEN_WRITES = 50_000;

    private final NodeId node;
    private final Duration retryAfter;
    private final Function<Partition, Epoch> epochs;
    private final List<Effect> ready = new ArrayList<>();
    private final SortedMap<Partition, Epoch> shaken = new TreeMap<>();
    private final List<LiveRun> unanswered = new ArrayList<>();
    private final List<RunId> unwritable = new ArrayList<>();
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

    /** Adds a write to the open batch and returns the batch's number. */
    long write(Write write) {
        if (write instanceof Write.Fenced fenced) {
            open.fence().computeIfAbsent(fenced.partition(), epochs);
        }
        open.add(write);
        return open.number();
    }

    /** A run ends by what was written last. */
    void end(LiveRun run) {
        open.end(run);
    }

    /** The number of the batch that the next write will belong to. */
    long openNumber() {
        return open.number();
    }

    /** Lets an effect out as soon as a batch is durable; an effect of a partition that is lost by then never leaves. */
    void after(long batch, @Nullable Partition partition, Effect effect) {
        if (batch <= committed) {
            ready.add(effect);
        } else if (inFlight != null && batch == inFlight.number()) {
            inFlight.holdForAll(partition, effect);
        } else {
            open.hold(partition, effect);
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
        long last = open.isEmpty() ? open.number() - 1 : open.number();
        after(last, partition, effect);
    }

    /** Sends the open batch on its way if none is, and hands over everything that may leave. */
    List<Effect> drain(Instant now) {
        if (retryAt != null && !now.isBefore(retryAt) && inFlight != null) {
            retryAt = null;
            ready.add(
                    doubtful
                            ? new Effect.Resolve(inFlight.toCommit(node))
                            : new Effect.Commit(inFlight.toCommit(node)));
        }
        if (inFlight == null && !open.isEmpty()) {
            inFlight = open;
            inFlight.send(now);
            open = new Batch(open.number() + 1);
            ready.add(new Effect.Commit(inFlight.toCommit(node)));
        } else if (inFlight == null) {
            ready.addAll(open.takeHeld());
        }
        open.endStep();
        List<Effect> leaving = List.copyOf(ready);
        ready.clear();
        return leaving;
    }

    /** Takes the outcome of a batch and returns the ownerships that turned out to be lost. */
    SortedMap<Partition, Epoch> ended(long number, CommitOutcome outcome, Instant now) {
        Batch batch = inFlight;
        if (batch == null || batch.number() != number) {
            return Collections.emptySortedMap();
        }
        return switch (outcome) {
            case CommitOutcome.Committed done -> {
                inFlight = null;
                retryAt = null;
                committed = number;
                ready.addAll(batch.release(done.fencedOut()));
                shaken.putAll(batch.shaken());
                unwritable.addAll(batch.unwritable());
                batch.unanswered().stream()
                        .filter(run -> !done.fencedOut().contains(run.partition()))
                        .forEach(unanswered::add);
                var lost = new TreeMap<>(batch.fence());
                lost.keySet().retainAll(done.fencedOut());
                yield lost;
            }
            case CommitOutcome.Refused refused -> {
                ready.addAll(batch.strike(refused.writes()));
                ready.add(new Effect.Commit(batch.toCommit(node)));
                yield Collections.emptySortedMap();
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
        return open.size() >= MOST_OPEN_WRITES;
    }

    /** Whether everything that was written is durable. */
    boolean idle() {
        return inFlight == null && open.isEmpty();
    }

    @Nullable
    Instant retryAt() {
        return retryAt;
    }

    /**
     * Partitions of which memory says more than is durable, since something of theirs was refused; each is told once. What is durable
     * of them has to be read again.
     */
    SortedMap<Partition, Epoch> shaken() {
        var told = new TreeMap<>(shaken);
        shaken.clear();
        return told;
    }

    /** Runs that failed because what they ended with was refused, and that another is to make up for; each is told once. */
    List<LiveRun> takeUnanswered() {
        var told = List.copyOf(unanswered);
        unanswered.clear();
        return told;
    }

    /** Runs whose ends the store refuses in any form; each is told once. */
    List<RunId> takeUnwritable() {
        var told = List.copyOf(unwritable);
        unwritable.clear();
        return told;
    }

    /** Forgets what the open batch says about a partition that another node owns now. */
    void forget(Partition lost) {
        ready.addAll(open.forget(lost));
    }
}
