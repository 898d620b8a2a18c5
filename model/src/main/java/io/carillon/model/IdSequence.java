package io.carillon.model;

import java.time.Instant;

/**
 * Makes the ids of one partition: each higher than every one before it, even when the clock stands still or steps back.
 * Whoever takes a partition over continues from the last id that was stored.
 */
public final class IdSequence {

    private final Partition partition;
    private long last;

    public IdSequence(Partition partition, long last) {
        this.partition = partition;
        this.last = last;
    }

    public long next(Instant now) {
        long candidate = Ids.compose(now, partition, 0);
        if (candidate <= last) {
            candidate = successor(last);
        }
        last = candidate;
        return candidate;
    }

    public long last() {
        return last;
    }

    /** The next sequence number, or the first of the next millisecond once this one's are spent. */
    private long successor(long id) {
        int sequence = Ids.sequence(id) + 1;
        if (sequence < 1 << Ids.SEQUENCE_BITS) {
            return id + 1;
        }
        return Ids.compose(Ids.madeAt(id).plusMillis(1), partition, 0);
    }
}
