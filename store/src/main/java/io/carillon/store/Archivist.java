package io.carillon.store;

import io.carillon.engine.Archive;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts history into the archive before it is deleted: a table in bounded steps, whose reads are never the writer's. A table is sealed only
 * when it was found on the list after the last of it was read. So whatever other nodes did meanwhile, nobody has taken anything out of
 * it, and what was begun of a table that another node has taken off is given up.
 */
final class Archivist implements AutoCloseable {

    private final Archive archive;
    private final HistoryReader reader;
    private @Nullable Work work;

    Archivist(Archive archive, Readers readers, Dialect dialect, SetAside setAside) {
        this.archive = archive;
        this.reader = new HistoryReader(readers, dialect, setAside);
    }

    /**
     * Whether all of a table is in the archive; otherwise does a step's work. The caller has found the table on the list after the
     * step before.
     */
    synchronized boolean hasAllOf(Slice slice, int limit) {
        if (!slice.family().isArchived()) {
            return true;
        }
        Work mine = workOn(slice);
        try {
            mine.goOn(limit);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
        return mine.sealed;
    }

    /** The table that is being archived: it stays the next one, whatever else is old by now. */
    synchronized Optional<Slice> begun() {
        return Optional.ofNullable(work).map(begun -> begun.slice);
    }

    /** Dead letters go one by one, and stand in the archive together with those that go on the same day. */
    synchronized void keepLetters(List<Long> ids, Instant at) {
        var chapter = new Archive.Chapter(Archive.Kind.LETTERS, Slice.dateOf(Slice.dayOf(at)));
        try (Archive.Draft draft = archive.begin(chapter)) {
            for (List<Long> some : Chunks.of(ids, HistoryReader.STEP)) {
                reader.entries(reader.letters(some)).forEach(draft::add);
            }
            draft.seal();
        }
    }

    /** Gives up what has been begun. */
    @Override
    public synchronized void close() {
        Work old = work;
        work = null;
        if (old != null) {
            old.close();
        }
    }

    private Work workOn(Slice slice) {
        Work begun = work;
        if (begun == null || !begun.slice.equals(slice)) {
            close();
            begun = new Work(slice);
            work = begun;
        }
        return begun;
    }

    private static Archive.Chapter chapter(Slice slice) {
        Archive.Kind kind = switch (slice.family()) {
            case DONE -> Archive.Kind.DONE;
            case UNDONE -> Archive.Kind.UNDONE;
            case PARTS -> Archive.Kind.SHARDS;
            case ATTEMPTS -> Archive.Kind.ATTEMPTS;
            case KEYS, SHELVES, LOGS -> throw new IllegalStateException("not archived: " + slice);
        };
        return new Archive.Chapter(kind, Slice.dateOf(slice.day()));
    }

    /** How far a table has been read. Of one without rows nothing is written. */
    private final class Work {

        private final Slice slice;
        private Archive.@Nullable Draft draft;
        private long last = Long.MIN_VALUE;
        private boolean allRead;
        private boolean sealed;

        private Work(Slice slice) {
            this.slice = slice;
        }

        private void goOn(int limit) {
            if (!allRead) {
                read(limit);
            } else if (!sealed) {
                seal();
                sealed = true;
            }
        }

        private void read(int limit) {
            for (int added = 0; added < limit && !allRead; ) {
                added += slice.family() == Family.ATTEMPTS ? addAttempts() : addRuns();
            }
        }

        private int addAttempts() {
            HistoryReader.Part<HistoryReader.AttemptOf> part = reader.attempts(slice, last);
            for (HistoryReader.AttemptOf each : part.values()) {
                draft().add(each.run(), each.attempt());
            }
            return cameTo(part);
        }

        private int addRuns() {
            HistoryReader.Part<Run> part = reader.runs(slice, last);
            for (List<Run> some : Chunks.of(part.values(), HistoryReader.STEP)) {
                reader.entries(some).forEach(draft()::add);
            }
            return cameTo(part);
        }

        private int cameTo(HistoryReader.Part<?> part) {
            last = part.last();
            allRead = part.isEnd();
            return part.values().size();
        }

        private Archive.Draft draft() {
            Archive.Draft begun = draft;
            if (begun == null) {
                begun = archive.begin(chapter(slice));
                draft = begun;
            }
            return begun;
        }

        private void seal() {
            if (draft != null) {
                draft.seal();
                draft.close();
            }
        }

        private void close() {
            if (draft != null) {
                draft.close();
            }
        }
    }
}
