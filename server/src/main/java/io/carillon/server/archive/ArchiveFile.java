package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.engine.Archive;
import io.carillon.engine.FailedAttempt;
import io.carillon.gateway.answer.RunAnswer;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is being written, under a name that no other process uses. It gets its final one when all of it is on the disk. What
 * processes that were killed have left of the same file goes then; one that still writes it finds that it is no longer needed.
 */
final class ArchiveFile implements Archive.Draft {

    private static final Logger log = LoggerFactory.getLogger(ArchiveFile.class);
    private static final String PART = ".part";
    private static final int BUFFER = 64 * 1024;

    private final FileArchive archive;
    private final Path directory;
    private final String name;
    private final Path part;
    private final FileChannel channel;
    private final GZIPOutputStream zip;
    private final Writer lines;
    private long runs;

    ArchiveFile(FileArchive archive, Path directory, String name) throws IOException {
        this.archive = archive;
        this.directory = directory;
        this.name = name;
        this.part = directory.resolve(name + FileArchive.ENDING + "." + UUID.randomUUID() + PART);
        this.channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.zip = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
        this.lines = new BufferedWriter(new OutputStreamWriter(zip, UTF_8), BUFFER);
    }

    @Override
    public void add(Archive.Entry entry) {
        line(RunAnswer.archived(entry));
        runs++;
    }

    @Override
    public void add(RunId run, FailedAttempt attempt) {
        line(RunAnswer.archived(run, attempt));
    }

    private void line(Json document) {
        archive.attempt(() -> lines.append(document.text()).append('\n'));
    }

    @Override
    public void seal() {
        Path file = archive.attempt(() -> {
            lines.flush();
            zip.finish();
            channel.force(true);
            lines.close();
            Path free = free();
            Files.move(part, free);
            sync(directory);
            sweep();
            return free;
        });
        archive.sealed(file, runs);
    }

    /** What can't be taken back is taken away when the same file is sealed. */
    @Override
    public void close() {
        try {
            end();
            Files.deleteIfExists(part);
        } catch (IOException failure) {
            log.warn("event=archive-part-left file={} reason=\"{}\"", part, failure.toString());
        }
    }

    private void end() throws IOException {
        try (channel) {
            lines.close();
        } catch (IOException incomplete) {
            log.debug("what was not sealed could not be ended: {}", incomplete.toString());
        }
    }

    private Path free() {
        Path file = directory.resolve(name + FileArchive.ENDING);
        for (int number = 2; Files.exists(file); number++) {
            file = directory.resolve(name + "-" + number + FileArchive.ENDING);
        }
        return file;
    }

    /** The name, too, must outlast a loss of power. */
    private static void sync(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private void sweep() throws IOException {
        try (DirectoryStream<Path> left =
                Files.newDirectoryStream(directory, name + FileArchive.ENDING + ".*" + PART)) {
            for (Path old : left) {
                Files.deleteIfExists(old);
            }
        }
    }
}
