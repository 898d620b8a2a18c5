package io.carillon.engine;

import io.carillon.model.Partition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The writes of some partitions on their way: one batch at a time, and a queue of those behind it, of which the last one is open. So
 * they become durable in the order in which they were written.
 */
final class CommitLane {

    private final int number;
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private @Nullable Batch underWay;
    private @Nullable Instant retryAt;
    private boolean doubtful;
    private long committed;

    /**
     * @param firstNumber higher than the number of any batch that this node has ever committed
     * @param begun when its first batch begins, in the order of all batches
     */
    CommitLane(int number, long firstNumber, long begun) {
        this.number = number;
        this.committed = firstNumber - 1;
        beginNext(firstNumber, begun);
    }

    int number() {
        return number;
    }

    /** The batch that takes what is written. */
    Batch open() {
        return waiting.getLast();
    }

    /** Closes the open batch, so that what is written from now on follows it. */
    void beginNext(long begun) {
        beginNext(open().number() + 1, begun);
    }

    private void beginNext(long next, long begun) {
        waiting.add(new Batch(new Batch.Id(number, next), begun));
    }

    boolean isDurable(long batch) {
        return batch <= committed;
    }

    /** A batch that is not durable; null if it is. */
    @Nullable
    Batch find(long batch) {
        if (underWay != null && underWay.number() == batch) {
            return underWay;
        }
        for (Iterator<Batch> each = waiting.descendingIterator(); each.hasNext(); ) {
            Batch next = each.next();
            if (next.number() == batch) {
                return next;
            }
        }
        return null;
    }

    /** The last batch with anything in it; null if all that was written is durable. */
    @Nullable
    Batch last() {
        for (Iterator<Batch> each = waiting.descendingIterator(); each.hasNext(); ) {
            Batch next = each.next();
            if (!next.isEmpty()) {
                return next;
            }
        }
        return underWay;
    }

    /** The batch that was sent, if it is this one. */
    @Nullable
    Batch underWay(long batch) {
        return underWay != null && underWay.number() == batch ? underWay : null;
    }

    /** The batch that may be sent next; null while another is under way. */
    @Nullable
    Batch next() {
        return underWay == null ? waiting.getFirst() : null;
    }

    /** Sends the batch that is next. */
    Batch send(long begun, Instant now) {
        Batch sent = takeNext(begun);
        sent.send(now);
        underWay = sent;
        return sent;
    }

    /** Nothing is left of the batch that is next: whoever waits for it need not any more. */
    void skip(long begun) {
        committed = takeNext(begun).number();
    }

    private Batch takeNext(long begun) {
        if (waiting.size() == 1) {
            beginNext(begun);
        }
        return waiting.remove();
    }

    void committed() {
        if (underWay != null) {
            committed = underWay.number();
        }
        underWay = null;
        retryAt = null;
    }

    /** The batch that is under way failed. */
    void tryLater(Instant at, boolean lookUpFirst) {
        retryAt = at;
        doubtful = lookUpFirst;
    }

    /** When the batch that is under way is tried again; null if it has not failed. */
    @Nullable
    Instant retryAt() {
        return retryAt;
    }

    /** The batch that is to be tried again, or looked up if its outcome is {@linkplain #isDoubtful unknown}; null if none is. */
    @Nullable
    Batch retry(Instant now) {
        if (retryAt == null || now.isBefore(retryAt)) {
            return null;
        }
        retryAt = null;
        return underWay;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    boolean isIdle() {
        return underWay == null && waiting.stream().allMatch(Batch::isEmpty);
    }

    int waitingWrites() {
        int writes = 0;
        for (Batch batch : waiting) {
            writes += batch.size();
        }
        return writes;
    }

    /** Forgets what waits to be written of a partition that another node owns now. */
    void forget(Partition lost) {
        waiting.forEach(batch -> batch.forget(lost));
    }

    /** Gives up what waits to be said about such a partition. */
    void refuse(Partition lost, List<Effect> told) {
        waiting.forEach(batch -> batch.refuse(lost, told));
    }

    void strikeWhatRestsOn(Batch.Refused gone, List<Effect> told) {
        waiting.forEach(batch -> batch.strikeWhatRestsOn(gone, told));
    }

    /** When the batch that is under way was first sent; null if none is. */
    @Nullable
    Instant underWaySince() {
        return underWay == null ? null : underWay.sentAt();
    }

    /**
     * Gives up everything that is not durable.
     *
     * @param gone the partitions that are given up with it
     */
    void abandon(Predicate<Partition> gone, List<Effect> leaving) {
        if (underWay != null) {
            underWay.abandon(gone, leaving);
            committed();
        }
        for (Batch batch : waiting) {
            for (Partition partition : List.copyOf(batch.fence().keySet())) {
                batch.forget(partition);
                batch.refuse(partition, leaving);
            }
        }
    }
}
