package io.carillon.testkit;

import io.carillon.engine.Archive;
import io.carillon.engine.ArchiveException;
import io.carillon.engine.FailedAttempt;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An archive in memory that fails when it is told to. */
public final class TestingArchive implements Archive {

    private final List<Volume> sealed = new ArrayList<>();
    private final List<Volume> open = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    /** What was written down together. */
    record Volume(Chapter chapter, List<Entry> entries, List<RunId> attempts) {

        List<RunId> runs() {
            return entries.stream().map(Entry::run).map(Run::id).toList();
        }
    }

    /** Takes so many more runs, and fails with the next. */
    void roomFor(int runs) {
        room = runs;
    }

    List<Volume> sealed() {
        return sealed;
    }

    List<Volume> sealed(Kind kind) {
        return sealed.stream().filter(volume -> volume.chapter().kind() == kind).toList();
    }

    /** What is neither sealed nor given up. */
    List<Volume> open() {
        return open;
    }

    @Override
    public Draft begin(Chapter chapter) {
        var volume = new Volume(chapter, new ArrayList<>(), new ArrayList<>());
        open.add(volume);
        return new Writing(volume);
    }

    private final class Writing implements Draft {

        private final Volume volume;

        private Writing(Volume volume) {
            this.volume = volume;
        }

        @Override
        public void add(Entry entry) {
            if (room == 0) {
                throw new ArchiveException("the archive is full", new IOException("no room"));
            }
            room--;
            volume.entries().add(entry);
        }

        @Override
        public void add(RunId run, FailedAttempt attempt) {
            volume.attempts().add(run);
        }

        @Override
        public void seal() {
            open.remove(volume);
            sealed.add(volume);
        }

        @Override
        public void close() {
            open.remove(volume);
        }
    }
}
