package io.carillon.chaos.machines;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MariaDbServer;
import io.carillon.databases.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The database server, and where it is possible a disk of its own for what it keeps. */
public final class Database implements AutoCloseable {

    private static final String NAME = "carillon";
    private static final int MEGABYTES = 768;

    private final Path directory;
    private final DatabaseServer server;
    private final String url;
    private final @Nullable Disk disk;

    private Database(Path directory, DatabaseServer server, String url, @Nullable Disk disk) {
        this.directory = directory;
        this.server = server;
        this.url = url;
        this.disk = disk;
    }

    static Database start(WholeSystem.Product product, Path directory) {
        return switch (product) {
            case POSTGRES -> postgres(directory);
            case MARIADB -> mariaDb(directory);
        };
    }

    private static Database postgres(Path directory) {
        Optional<Disk> disk = Disk.mount(directory, MEGABYTES);
        DatabaseServer server = PostgresServer.start(directory.resolve("server"), "max_wal_size=128MB");
        return new Database(directory, server, server.create(NAME), disk.orElse(null));
    }

    /** Its own logs stay where there is room: what is full is where the tables are. */
    private static Database mariaDb(Path directory) {
        DatabaseServer server = MariaDbServer.start(directory.resolve("server"));
        String url = server.create(NAME);
        Optional<Disk> disk = Disk.mount(directory.resolve("server/data").resolve(NAME), MEGABYTES);
        return new Database(directory, server, url, disk.orElse(null));
    }

    /** How one whose line ends at another port is told of it. */
    String urlBy(int port) {
        return url.replace(":" + server.port() + "/", ":" + port + "/");
    }

    int port() {
        return server.port();
    }

    public String product() {
        return server.product();
    }

    public void kill() {
        server.kill();
    }

    public void start() {
        server.start();
    }

    public void freeze() {
        server.freeze();
    }

    public void thaw() {
        server.thaw();
    }

    public void fillDisk() {
        disk().fill();
    }

    /** Makes room again, and starts a server that has ended for want of it. */
    public void freeDisk() {
        disk().free();
        try {
            server.execute(NAME, "SELECT 1");
        } catch (IllegalStateException gone) {
            server.kill();
            server.start();
        }
    }

    /** What lies on the disk goes with it, but for what the server said. */
    @Override
    public void close() {
        server.close();
        if (disk != null) {
            keepLog();
            disk.close();
        }
    }

    private void keepLog() {
        try {
            Files.copy(
                    directory.resolve("server/server.log"),
                    directory.resolveSibling("database.log"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Disk disk() {
        if (disk == null) {
            throw new IllegalStateException("the database has no disk of its own here");
        }
        return disk;
    }
}
