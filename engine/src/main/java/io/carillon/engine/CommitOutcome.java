package io.carillon.engine;

import io.carillon.model.Partition;
import java.util.Set;

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

    /** The reply was lost: only reading back can tell. */
    record Unknown(String reason) implements CommitOutcome {}
}
