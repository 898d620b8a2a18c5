package io.carillon.engine;

import io.carillon.model.Partition;
import java.util.Set;
import java.util.SortedMap;

/** How a commit ended. */
public sealed interface CommitOutcome {

    /**
     * Durable.
     *
     * @param fencedOut partitions that the writer no longer owned: their writes were left out
     */
    record Committed(Set<Partition> fencedOut) implements CommitOutcome {

        public static final Committed WHOLE = new Committed(Set.of());
    }

    /** Known not to have happened; trying again is safe. */
    record NotCommitted(String reason) implements CommitOutcome {}

    /**
     * Known not to have happened, and never going to: the store refuses some of the writes whenever they come. The others may be
     * committed without them.
     *
     * @param writes why, by the places in the batch; never empty
     */
    record Refused(SortedMap<Integer, String> writes) implements CommitOutcome {

        public Refused {
            if (writes.isEmpty()) {
                throw new IllegalArgumentException("a batch is refused for the sake of some write, and none is named");
            }
        }
    }

    /** The reply was lost: only reading back can tell. */
    record Unknown(String reason) implements CommitOutcome {}
}
