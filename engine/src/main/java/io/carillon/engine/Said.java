package io.carillon.engine;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the attempts of a live run have said besides, as far as their owner has to remember it; most say nothing. */
final class Said {

    private final Set<String> steps = new HashSet<>();
    private @Nullable Progress progress;
    private long newestCheckpoint;

    /** How far the current attempt says that it is; null if it has not said so. */
    @Nullable
    Progress progress() {
        return progress;
    }

    void progressed(Progress to) {
        progress = to;
    }

    /** Whether a checkpoint of the current attempt is no earlier than all that came before: one may have been overtaken on its way. */
    boolean isNewest(Report.Saving checkpoint) {
        boolean newest = checkpoint.sequence() == Report.Saving.UNASKED || checkpoint.sequence() >= newestCheckpoint;
        newestCheckpoint = Math.max(newestCheckpoint, checkpoint.sequence());
        return newest;
    }

    /** Takes note of a step of which the result is kept; returns whether a run may have so many. */
    boolean mayKeep(String step) {
        return steps.contains(step) || (steps.size() < Saved.MOST_STEPS && steps.add(step));
    }

    /** Another attempt begins anew to say how far it is; the steps are the run's. */
    void attemptEnded() {
        progress = null;
        newestCheckpoint = 0;
    }
}
