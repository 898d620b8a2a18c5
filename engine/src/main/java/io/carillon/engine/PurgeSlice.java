package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A request to delete old history, a bounded part of it.
 *
 * @param node who asks
 * @param fence the epochs of the partitions that it believes to own: what belongs to others stays
 * @param after the last run that was looked at; null from the beginning
 * @param before what ended earlier than this goes
 * @param deadBefore the same for dead letters; null keeps them all
 * @param limit how many runs to look at
 */
public record PurgeSlice(
        NodeId node,
        SortedMap<Partition, Epoch> fence,
        @Nullable RunId after,
        Instant before,
        @Nullable Instant deadBefore,
        int limit) {

    /** When a run must have ended for it to go. */
    public Instant bound(boolean dead) {
        if (!dead) {
            return before;
        }
        return deadBefore == null ? Instant.MIN : deadBefore;
    }
}
