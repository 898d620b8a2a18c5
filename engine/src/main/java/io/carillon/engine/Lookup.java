package io.carillon.engine;

import io.carillon.model.RunId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks up runs by their ids that a worker or a user speaks of and that are not in memory. They may have ended, or wait in a backlog
 * that a former owner left: an answer must not take as long as that.
 */
final class Lookup {

    private static final int MOST_AT_ONCE = 500;

    private final Partitions partitions;
    private final TreeSet<RunId> wanted = new TreeSet<>();
    private SortedSet<RunId> answered = Collections.emptySortedSet();

    Lookup(Partitions partitions) {
        this.partitions = partitions;
    }

    void want(RunId run) {
        wanted.add(run);
    }

    /** Whether a run that is not in memory is known to have ended. */
    boolean hasEnded(RunId run) {
        return answered.contains(run);
    }

    /** The same of its attempts: what this core made and never had in memory was never handed out. */
    boolean hasNoAttempt(RunId run) {
        return partitions.isMadeHere(run) || hasEnded(run);
    }

    /** The next runs to be looked up; null if there are none. */
    RunWindow.Selection.@Nullable Named next() {
        if (wanted.isEmpty()) {
            return null;
        }
        var next = new TreeSet<RunId>();
        for (RunId run : wanted) {
            if (next.size() == MOST_AT_ONCE) {
                break;
            }
            next.add(run);
        }
        return new RunWindow.Selection.Named(next);
    }

    /** Whoever has been looked up and is not in memory now has ended. */
    void answered(RunWindow.Selection.Named asked) {
        answered = asked.runs();
        wanted.removeAll(answered);
    }

    /** Ends what holds for the step of an answer only. */
    void settle() {
        answered = Collections.emptySortedSet();
    }
}
