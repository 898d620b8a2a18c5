package io.carillon.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.carillon.engine.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second process out of a data directory. The operating system gives the lock back however the process ends; the file stays,
 * and says whose it was.
 */
final class DirectoryLock implements AutoCloseable {

    /** Far behind the text, because on some systems a locked byte can't be read by others. */
    private static final long LOCKED_BYTE = 1L << 40;

    private static final int MAX_TEXT = 64;

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens something that needs a data directory for itself, and that gives the lock back when it is closed. */
    interface Opening<S> {

        S open(Path directory, DirectoryLock lock) throws IOException;
    }

    /** Takes a directory, which is made if there is none; nothing is left taken if the opening fails. */
    static <S> S holding(Path dataDirectory, Opening<S> opening) {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        try {
            make(directory);
            DirectoryLock lock = take(directory);
            boolean open = false;
            try {
                S store = opening.open(directory, lock);
                open = true;
                return store;
            } finally {
                if (!open) {
                    lock.close();
                }
            }
        } catch (IOException failure) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE,
                    "data directory " + directory + " can't be used: " + failure.getMessage(),
                    failure);
        }
    }

    /** What is in there is for its owner's eyes only: params and results, and the token that opens everything. */
    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    static DirectoryLock take(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        if (lock(channel, directory) == null) {
            String holder = holder(channel);
            channel.close();
            throw inUse(directory, "process " + holder);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)), 0);
        return new DirectoryLock(channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "closing the lock failed: " + failure.getMessage(), failure);
        }
    }

    /**
     * Null if another process has the lock. If this process has it, the channel stays open for good: POSIX takes all locks of a
     * process on a file back as soon as it closes the file once.
     */
    private static @Nullable FileLock lock(FileChannel channel, Path directory) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException own) {
            throw inUse(directory, "this process, " + ProcessHandle.current().pid());
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        var text = ByteBuffer.allocate(MAX_TEXT);
        channel.read(text, 0);
        return US_ASCII.decode(text.flip()).toString().strip();
    }

    private static StoreException inUse(Path directory, String holder) {
        return new StoreException(
                StoreException.Code.IN_USE,
                "data directory " + directory + " is in use by " + holder
                        + "; stop it, or name another directory in CARILLON_DATA_DIR");
    }
}
