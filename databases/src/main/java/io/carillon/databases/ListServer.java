package io.carillon.databases;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.carillon.databases.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of our own that can keep the list of a cluster's nodes, in a directory. What it keeps outlives {@link #stop} and {@link #kill}, and
 * its port stays the same.
 */
public abstract sealed class ListServer implements AutoCloseable permits RedisServer, EtcdServer, ZooKeeperServer {

    private static final int PATIENCE_MILLIS = 1_000;

    private final Path directory;
    private final int port;
    private @Nullable ServerProcess process;

    ListServer(Path directory, int port) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        try {
            Files.createDirectories(data());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** How a node is told of it, as if it listened at this port; without a path. */
    public abstract String url(int at);

    /** Writes down beside its data what it reads when it starts. */
    void prepare() throws IOException {}

    /** What starts it over what it has kept. */
    abstract List<String> command();

    /** The port at which it says that it is ready. */
    int askedAt() {
        return port;
    }

    /** Asks it something that it answers once it is ready. */
    abstract String question();

    abstract boolean isReady(String answer);

    abstract boolean saysThatItLeads() throws IOException;

    /** Whether others follow it, or could; none follows a server that is away. */
    public boolean leads() {
        try {
            return saysThatItLeads();
        } catch (IOException away) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return url(port);
    }

    public boolean isRunning() {
        return process != null;
    }

    /** Starts it over what it has kept, and waits until it answers. */
    public void start() {
        launch();
        awaitReady();
    }

    /** Starts it, and waits for nothing: one of several may not be ready before the others are there. */
    void launch() {
        try {
            prepare();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        process = ServerProcess.start(command(), directory, directory.resolve("server.log"));
    }

    void awaitReady() {
        running().await(() -> {
            String answer = ask(askedAt(), question());
            if (!isReady(answer)) {
                throw new IOException("it answers " + answer);
            }
        });
    }

    /** The beginning of what it answers to a question, empty where it hangs up. */
    static String ask(int port, String question) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(question.getBytes(US_ASCII));
            var answer = new byte[4096];
            int length = socket.getInputStream().readNBytes(answer, 0, 1);
            length += Math.max(0, socket.getInputStream().read(answer, length, answer.length - length));
            return new String(answer, 0, length, US_ASCII);
        }
    }

    /** Ends it in an orderly way. */
    public void stop() {
        running().end("TERM");
        process = null;
    }

    /** Ends it at once, as a failing machine would. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Stops it where it stands; connections stay open and get no answer. */
    public void freeze() {
        running().freeze();
    }

    public void thaw() {
        running().thaw();
    }

    /** Takes away all that it has kept, while it is stopped. */
    public void empty() {
        try {
            Directories.delete(data());
            Files.createDirectories(data());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("the server is not running");
        }
        return process;
    }
}
