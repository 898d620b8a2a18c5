package io.carillon.engine;

import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Changes that memory keeps to itself for a while, because nobody depends on them and most runs end first. That a run has been handed
 * out or begun is written after a moment. That it has come due the clock says to whoever reads it, so that is written only of those
 * that have waited for so long that a next owner might take them for missed.
 */
final class LazyWrites {

    /** A store that is busy enough to let runs wait is not to be flooded because they do. */
    private static final int MOST_WAITING_AT_ONCE = 2_000;

    private static final Duration BETWEEN_PORTIONS = Duration.ofSeconds(1);

    private final ArrayDeque<LiveRun> changed = new ArrayDeque<>();
    private final Runs runs;
    private final Duration after;
    private final Duration waitingAfter;
    private @Nullable Instant nextLook;

    LazyWrites(Runs runs, Settings settings) {
        this.runs = runs;
        this.after = settings.lazyWriteAfter();
        this.waitingAfter = settings.misfireAfter().dividedBy(4);
    }

    /** Memory is ahead of the store. */
    void changed(LiveRun run, Instant now) {
        if (run.unwrittenSince() == null) {
            run.markUnwritten(now);
            changed.add(run);
        }
    }

    /** Whether there is nothing to be written when its time has come but that runs wait. */
    boolean isIdle() {
        return since() == null;
    }

    /** When the first change is due to be written, those go with it that have waited for half as long. */
    void write(Instant now) {
        Instant due = dueForChanges();
        if (due != null && !due.isAfter(now)) {
            Instant by = now.minus(after.dividedBy(2));
            for (Instant since = since(); since != null && !since.isAfter(by); since = since()) {
                runs.write(changed.remove());
            }
        }
        if (runs.size() == 0) {
            nextLook = null;
        } else if (nextLook == null) {
            nextLook = now.plus(waitingAfter);
        } else if (!nextLook.isAfter(now)) {
            nextLook = now.plus(writeWaiting(now.minus(waitingAfter)) ? BETWEEN_PORTIONS : waitingAfter);
        }
    }

    /** When there will be something to write; null while nothing is in memory. */
    @Nullable
    Instant next() {
        return Core.earlier(dueForChanges(), nextLook);
    }

    /** Writes down that runs wait that have since an instant, and tells whether there are more of them. */
    private boolean writeWaiting(Instant since) {
        int written = 0;
        for (LiveRun run : runs.all()) {
            if (run.waitsUnwritten()
                    && run.state() instanceof RunState.Waiting waiting
                    && !waiting.since().isAfter(since)) {
                if (written == MOST_WAITING_AT_ONCE) {
                    return true;
                }
                runs.write(run);
                written++;
            }
        }
        return false;
    }

    private @Nullable Instant dueForChanges() {
        Instant since = since();
        return since == null ? null : since.plus(after);
    }

    /** Since when the first change has waited; what has been written or has ended since has not. */
    private @Nullable Instant since() {
        while (!changed.isEmpty()) {
            LiveRun first = changed.element();
            if (first.unwrittenSince() != null && runs.holds(first)) {
                return first.unwrittenSince();
            }
            changed.remove();
        }
        return null;
    }
}
