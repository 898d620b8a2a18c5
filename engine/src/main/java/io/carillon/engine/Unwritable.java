package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Runs that have ended here and whose end the store refuses in any form: there they live on. They are left alone for a while, lest
 * their partition be read again each time that a worker repeats what came of one.
 */
final class Unwritable {

    private static final int MOST = 10_000;
    private static final Duration REST = Duration.ofMinutes(10);

    private final TreeMap<RunId, Instant> runs = new TreeMap<>();

    void leaveAlone(List<RunId> refused, Instant now) {
        for (RunId run : refused) {
            if (runs.size() < MOST) {
                runs.put(run, now.plus(REST));
            }
        }
    }

    boolean contains(RunId run) {
        return runs.containsKey(run);
    }

    boolean isAnyIn(SortedSet<Partition> partitions) {
        return runs.keySet().stream().anyMatch(run -> partitions.contains(run.partition()));
    }

    /** Somebody may have changed what the store takes. */
    void tryAgain(Instant now) {
        runs.values().removeIf(until -> !until.isAfter(now));
    }
}
