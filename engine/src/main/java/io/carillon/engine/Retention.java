package io.carillon.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Has the house kept: room made for the next day's history, and what has been kept for long enough deleted. It goes in rounds, slice by slice with a rest after each, and not while commits
 * fail. Nothing waits for it. History belongs to no partition, so whoever owns any does it, and it does no harm that others do too.
 */
final class Retention {

    static final int SLICE = 1_000;
    static final Duration REST = Duration.ofMillis(100);

    private final Partitions partitions;
    private final GroupCommit commit;
    private final Retained retained;
    private final Duration round;
    private boolean purging;
    private Instant notBefore;

    Retention(Partitions partitions, GroupCommit commit, Settings settings, Instant start) {
        this.partitions = partitions;
        this.commit = commit;
        this.retained = settings.retained();
        this.round = settings.keepHouseEvery();
        this.notBefore = start.plus(round);
    }

    void purge(Instant now) {
        Instant due = dueForPurging();
        if (due == null || due.isAfter(now)) {
            return;
        }
        purging = true;
        Instant before = before(now, retained.runs());
        Instant deadBefore = before == null ? null : before(now, retained.deadLetters());
        Instant logsBefore = before(now, retained.logs());
        commit.now(new Effect.Purge(new PurgeSlice(now, before, deadBefore, logsBefore, SLICE)));
    }

    private static @Nullable Instant before(Instant now, @Nullable Duration kept) {
        return kept == null ? null : now.minus(kept);
    }

    /** When the next slice is wanted; null while one is being deleted, commits fail or nothing is owned. */
    @Nullable
    Instant dueForPurging() {
        boolean idle = purging || partitions.isEmpty() || commit.retryAt() != null;
        return idle ? null : notBefore;
    }

    void purged(Purged purged, Instant now) {
        purging = false;
        notBefore = now.plus(purged.more() ? REST : round);
        if (purged.runs() > 0) {
            commit.now(new Effect.Tell(new Note.HistoryPurged(purged.runs())));
        }
    }

    /** It is tried again when the next round would begin. */
    void failed(Instant now) {
        purging = false;
        notBefore = now.plus(round);
    }
}
