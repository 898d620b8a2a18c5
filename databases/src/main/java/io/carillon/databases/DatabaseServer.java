package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database server of our own, in a directory. Its data outlives {@link #stop} and {@link #kill}, and its port stays the same.
 */
public abstract sealed class DatabaseServer implements AutoCloseable
        permits PostgresServer, MariaDbServer, MySqlServer {

    /** The one user of each of our servers, who may do anything. */
    public static final String USER = "carillon";

    public static final String PASSWORD = "secret";

    private final Path directory;
    private final int port = Ports.free();
    private @Nullable ServerProcess process;

    DatabaseServer(Path directory) {
        this.directory = directory;
    }

    /** What the server calls itself, with its version. */
    public abstract String product();

    /** How a node is told of a database. */
    public abstract String url(String database);

    /** The same in the words of the driver, where these are others. */
    public String driverUrl(String database) {
        return url(database);
    }

    /** A database that is always there. */
    public abstract String maintenance();

    /** What starts it over the data that there is. */
    abstract List<String> command();

    /** The signal for an end that waits for nobody and loses nothing. */
    abstract String endSignal();

    public int port() {
        return port;
    }

    /** Starts it over the data that there is, and waits until it answers. */
    public void start() {
        ServerProcess started = ServerProcess.start(command(), directory, log());
        process = started;
        started.await(() -> {
            try (Connection connection = connect(maintenance())) {
                connection.isValid(1);
            }
        });
    }

    /** Ends it in an orderly way: connections are cut, everything is written. */
    public void stop() {
        running().end(endSignal());
        process = null;
    }

    /** Ends all its processes at once, as a failing machine would. */
    public void kill() {
        running().kill();
        process = null;
    }

    /** Copies all its data into a directory that there is not yet; it is away meanwhile. */
    public void backUp(Path to) {
        stop();
        Copies.copy(data(), to);
        start();
    }

    /** Puts a copy in the place of all its data; it is away meanwhile. */
    public void restore(Path from) {
        stop();
        Copies.replace(from, data());
        start();
    }

    /** Stops its processes where they stand; connections stay open and get no answer. */
    public void freeze() {
        running().freeze();
    }

    public void thaw() {
        running().thaw();
    }

    /** The processor time of its processes since it was started. */
    public long cpuMicros() {
        return running().cpuMicros();
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(driverUrl(database), USER, PASSWORD);
    }

    /** Makes an empty database and returns its URL. */
    public String create(String database) {
        execute(maintenance(), "CREATE DATABASE " + database);
        return url(database);
    }

    /** Runs statements one after the other, each in a transaction of its own. */
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(product() + " refused: " + failure.getMessage(), failure);
        }
    }

    /**
     * Where it puts what is temporary. MariaDB and MySQL delete at their start whatever of that kind they find in the directory for it: in
     * one that they shared they would take it from each other.
     */
    Path temporary() {
        return directory.resolve("tmp");
    }

    void makeTemporary() {
        try {
            Files.createDirectories(temporary());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException("the server is not running");
        }
        return process;
    }
}
