package io.carillon.engine;

import io.carillon.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Notices that one of several databases has been away for a while. What waits for all that was written, reads of the backlog above all,
 * waits for that one too; so what lies there is let go of before the others run out of what they have in memory. Without the first one
 * no lease is renewed, and nothing goes on anywhere.
 */
final class Outages {

    /** Less than half of what memory is ahead of now, and more than a restart takes. */
    static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final int FIRST = 0;

    private final TreeMap<Integer, Instant> silentSince = new TreeMap<>();
    private final Lanes lanes;
    private final Partitions partitions;
    private final GroupCommit commit;

    Outages(Lanes lanes, Partitions partitions, GroupCommit commit) {
        this.lanes = lanes;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** All that there are were asked who owns what: a database that is away has said nothing of its own. */
    void heard(Set<Partition> told, Instant now) {
        var silent = new TreeSet<Integer>();
        for (Partition partition : partitions.all()) {
            if (!told.contains(partition)) {
                silent.add(lanes.databaseOf(partition));
            }
        }
        silentSince.keySet().retainAll(silent);
        silent.forEach(database -> silentSince.putIfAbsent(database, now));
    }

    /** The databases that have been away for too long, by their numbers. */
    SortedSet<Integer> over(Instant now) {
        var over = new TreeSet<Integer>();
        for (int database = FIRST + 1; database < lanes.databases(); database++) {
            Instant end = end(database);
            if (end != null && !now.isBefore(end)) {
                over.add(database);
            }
        }
        return over;
    }

    /** When the first that is away will have been so for too long; null if none is. */
    @Nullable
    Instant next() {
        Instant next = null;
        for (int database = FIRST + 1; database < lanes.databases(); database++) {
            next = Core.earlier(next, end(database));
        }
        return next;
    }

    /** What lies in a database is let go of. */
    void leave(int database) {
        silentSince.remove(database);
    }

    private @Nullable Instant end(int database) {
        Instant since = Core.earlier(silentSince.get(database), commit.stuckSince(database));
        return since == null ? null : since.plus(PATIENCE);
    }
}
