package io.carillon.engine;

import io.carillon.model.Partition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks through fires that were missed, so many in a step that no step is long. Nothing of a partition is recorded before all of its
 * are looked through: its watermark may not pass any of them, and what is recorded must not lie ahead of it. After a crash in between
 * it is all begun anew.
 */
final class MissedFires {

    /** A few milliseconds' worth, whatever makes the triggers fire. */
    private static final int LOOKED_AT_PER_STEP = 10_000;

    private final TreeMap<Partition, Map<Agenda.Upcoming, CatchUp>> byPartition = new TreeMap<>();
    private @Nullable Partition lastServed;
    private int left = LOOKED_AT_PER_STEP;

    void beginStep() {
        left = LOOKED_AT_PER_STEP;
    }

    boolean isBusy() {
        return !byPartition.isEmpty();
    }

    /** The partitions that wait, each of them first once in a while. */
    List<Partition> inTurn() {
        if (lastServed == null) {
            return List.copyOf(byPartition.keySet());
        }
        var inTurn = new ArrayList<>(byPartition.tailMap(lastServed, false).keySet());
        inTurn.addAll(byPartition.headMap(lastServed, true).keySet());
        return inTurn;
    }

    /**
     * Looks at as many as this step still allows, and tells whether those of a partition have all been seen.
     *
     * @param firsts of each trigger that missed fires the first
     */
    boolean lookThrough(Partition partition, List<Agenda.Upcoming> firsts, Instant now) {
        if (firsts.isEmpty()) {
            return true;
        }
        Map<Agenda.Upcoming, CatchUp> seen = byPartition.computeIfAbsent(partition, _ -> new HashMap<>());
        boolean through = true;
        for (Agenda.Upcoming first : firsts) {
            CatchUp catchUp =
                    seen.computeIfAbsent(first, _ -> new CatchUp(first.entry(), first.trigger(), first.fire()));
            if (left > 0) {
                left -= catchUp.lookThrough(left, now);
                lastServed = partition;
            }
            through &= catchUp.isThrough(now);
        }
        return through;
    }

    /** What was found about a trigger that missed fires; null if it missed none. */
    @Nullable
    CatchUp take(Partition partition, Agenda.Upcoming first) {
        Map<Agenda.Upcoming, CatchUp> seen = byPartition.get(partition);
        return seen == null ? null : seen.remove(first);
    }

    /** Everything that was missed in a partition is recorded, or it has another owner. */
    void forget(Partition partition) {
        byPartition.remove(partition);
    }
}
