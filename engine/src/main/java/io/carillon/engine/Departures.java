package io.carillon.engine;

import io.carillon.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Partitions that are about to be another node's. Whatever comes due between two owners waits for the second, and most of what people
 * schedule comes due together, at full seconds: they are let go when nothing of theirs is due soon, or after a while all the same.
 */
final class Departures {

    /** A commit here, a look, a take-over and a read there, beside whatever else the database has to do. */
    private static final Duration HAND_OVER = Duration.ofMillis(400);

    /** What has just come due is handed out by then, and the commits that followed are out of the way. */
    private static final Duration SETTLING = Duration.ofMillis(100);

    private final Runs runs;
    private final Partitions partitions;
    private SortedSet<Partition> leaving = new TreeSet<>();
    private @Nullable Instant nextLook;
    private Instant earliest = Instant.MAX;
    private Instant latest = Instant.MAX;

    Departures(Runs runs, Partitions partitions) {
        this.runs = runs;
        this.partitions = partitions;
    }

    /**
     * Which partitions are to leave, as of now.
     *
     * @param patience how long those who are next can wait
     */
    void are(SortedSet<Partition> all, Duration patience, Instant now) {
        if (all.equals(leaving)) {
            return;
        }
        if (leaving.isEmpty()) {
            latest = now.plus(patience);
            earliest = atLatest(now.plus(SETTLING));
        }
        leaving = new TreeSet<>(all);
        nextLook = leaving.isEmpty() ? null : now;
    }

    /** Those that leave now: all of them or none. */
    SortedSet<Partition> take(Instant now) {
        leaving.removeIf(partition -> !partitions.owns(partition));
        if (nextLook == null || now.isBefore(nextLook)) {
            return Collections.emptySortedSet();
        }
        Instant settled = settled(now);
        if (now.isBefore(settled)) {
            nextLook = settled;
            return Collections.emptySortedSet();
        }
        SortedSet<Partition> gone = leaving;
        leaving = new TreeSet<>();
        nextLook = null;
        return gone;
    }

    /** When whatever of theirs comes due soon, or may just have come due, is out of the way. */
    private Instant settled(Instant now) {
        Instant due = now.isBefore(latest) ? runs.dueBetween(now, now.plus(HAND_OVER), leaving) : null;
        if (due == null) {
            return earliest;
        }
        return atLatest((due.isBefore(now) ? now : due).plus(SETTLING));
    }

    private Instant atLatest(Instant at) {
        return at.isBefore(latest) ? at : latest;
    }

    /** When it is time to look whether they may leave; null if none is to. */
    @Nullable
    Instant nextLook() {
        return nextLook;
    }
}
