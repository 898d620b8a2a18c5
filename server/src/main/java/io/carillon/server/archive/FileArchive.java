package io.carillon.server.archive;

import io.carillon.engine.Archive;
import io.carillon.engine.ArchiveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An archive in a directory: compressed files of JSON lines, named by what is in them. What was sealed is never written again nor replaced,
 * so that a directory may serve several nodes, a database that was restored, and a start after a crash: whoever comes with the same again
 * gets a file with a number of its own.
 */
public final class FileArchive implements Archive {

    static final String ENDING = ".jsonl.gz";

    private static final Logger log = LoggerFactory.getLogger(FileArchive.class);

    private final Path directory;
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    /**
     * An archive that begins where another has left off.
     *
     * @param directory is made when something is written
     */
    public FileArchive(Path directory) {
        this.directory = directory;
    }

    @Override
    public Archive.Draft begin(Chapter chapter) {
        return attempt(() -> {
            Files.createDirectories(directory);
            return new ArchiveFile(this, directory, name(chapter));
        });
    }

    /** How many runs have been sealed since the start, shards among them. */
    public long runs() {
        return runs.get();
    }

    /** How many times something could not be written. */
    public long failures() {
        return failures.get();
    }

    /** Something that files may refuse. */
    interface Attempt<T> {

        T get() throws IOException;
    }

    <T> T attempt(Attempt<T> attempt) {
        try {
            return attempt.get();
        } catch (IOException failure) {
            failures.incrementAndGet();
            throw new ArchiveException("the archive " + directory + " can't be written: " + failure, failure);
        }
    }

    void sealed(Path file, long runsInFile) {
        runs.addAndGet(runsInFile);
        log.info("event=history-archived file={} runs={}", file, runsInFile);
    }

    private static String name(Chapter chapter) {
        String day = DateTimeFormatter.BASIC_ISO_DATE.format(chapter.day());
        return switch (chapter.kind()) {
            case DONE -> "runs-" + day + "-done";
            case UNDONE -> "runs-" + day + "-undone";
            case LETTERS -> "letters-" + day;
            case SHARDS -> "shards-" + day;
            case ATTEMPTS -> "attempts-" + day;
        };
    }
}
