package io.carillon.databases;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL. Its locale sorts as people do, not as bytes do: what relies on the order of bytes has to say so. */
public final class PostgresServer extends DatabaseServer {

    private static final String VERSION = "17.10.0";
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private final Path home;
    private final List<String> settings;

    private PostgresServer(Path home, Path directory, List<String> settings) {
        super(directory);
        this.home = home;
        this.settings = settings;
    }

    /**
     * Makes a server in an empty directory and starts it.
     *
     * @param settings such as {@code max_connections=20}; what is not set is as PostgreSQL ships it
     */
    public static PostgresServer start(Path directory, String... settings) {
        Path home = Binaries.of("postgresql-" + VERSION, PostgresServer::unpack);
        var server = new PostgresServer(home, directory.toAbsolutePath(), List.of(settings));
        server.make();
        server.start();
        return server;
    }

    /** Starts it again as the standby that a failover has made of it: it takes connections, answers questions and refuses to write. */
    public void becomeStandby() {
        stop();
        try {
            Files.createFile(data().resolve("standby.signal"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start();
    }

    /** Makes a standby the primary again, under its connections. */
    public void promote() {
        execute(maintenance(), "SELECT pg_promote()");
    }

    @Override
    public String product() {
        return "PostgreSQL " + VERSION;
    }

    @Override
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    @Override
    public String maintenance() {
        return "postgres";
    }

    @Override
    List<String> command() {
        List<String> command = program("postgres");
        command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port())));
        Stream.concat(Stream.of("listen_addresses=127.0.0.1", "unix_socket_directories="), settings.stream())
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    /** Fast, not smart: whoever is connected is cut off. */
    @Override
    String endSignal() {
        return "INT";
    }

    private void make() {
        try {
            Files.createDirectories(directory());
            Path password = Files.writeString(directory().resolve("password"), PASSWORD);
            List<String> command = program("initdb");
            command.addAll(List.of("-D", data().toString(), "-U", USER, "--pwfile=" + password, "-A", "scram-sha-256"));
            command.addAll(List.of("-E", "UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en-US"));
            command.add("--no-sync");
            ServerProcess.run(command, directory(), Path.of("/dev/null"), log());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** PostgreSQL refuses root. In a user namespace of its own the same process is nobody to itself, and still owns its files. */
    private List<String> program(String name) {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(home.resolve("bin").resolve(name).toString());
        return command;
    }

    static void unpack(Path directory) throws IOException {
        Binaries.untar(Binaries.resource(ARCHIVE), XZCompressorInputStream::new, directory);
    }
}
