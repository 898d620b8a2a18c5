package io.carillon.databases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** MySQL. Whoever connects shows a password as it does by default: by a public key that the server hands out, without TLS. */
public final class MySqlServer extends DatabaseServer {

    private static final String VERSION = "8.0.31";
    private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";

    /** Of two libraries for what we switch off; of one of them it asks whether there is any of it. */
    private static final List<String> DONE_WITHOUT = List.of("libaio.so.1", "libnuma.so.1");

    private static final String ASKED = "numa_available";

    private static final String OUR_USER = "CREATE USER " + USER + "@'%' IDENTIFIED BY '" + PASSWORD
            + "';\nGRANT ALL ON *.* TO " + USER + "@'%' WITH GRANT OPTION;\n";

    /** The data of a server that holds nothing but our user, beside the program. */
    private static final String EMPTY = "empty";

    private final Path home;
    private final List<String> settings;

    private MySqlServer(Path home, Path directory, List<String> settings) {
        super(directory);
        this.home = home;
        this.settings = settings;
    }

    /**
     * Makes a server in an empty directory and starts it.
     *
     * @param settings such as {@code max-connections=20}; what is not set is as MySQL ships it, but for native asynchronous I/O
     */
    public static MySqlServer start(Path directory, String... settings) {
        Path home = Binaries.of("mysql-" + VERSION, MySqlServer::unpack);
        var server = new MySqlServer(home, directory.toAbsolutePath(), List.of(settings));
        Copies.copy(home.resolve(EMPTY), server.data());
        server.makeTemporary();
        server.start();
        return server;
    }

    @Override
    public String product() {
        return "MySQL " + VERSION;
    }

    @Override
    public String url(String database) {
        return "jdbc:mysql:" + place(database);
    }

    /** MySQL's own driver is not ours to ship. */
    @Override
    public String driverUrl(String database) {
        return "jdbc:mariadb:" + place(database);
    }

    @Override
    public String maintenance() {
        return "mysql";
    }

    @Override
    List<String> command() {
        List<String> command = program(home, data());
        command.addAll(List.of("--port=" + port(), "--bind-address=127.0.0.1", "--skip-name-resolve", "--mysqlx=OFF"));
        command.add("--socket=" + directory().resolve("server.sock"));
        command.add("--tmpdir=" + temporary());
        settings.forEach(setting -> command.add("--" + setting));
        return command;
    }

    @Override
    String endSignal() {
        return "TERM";
    }

    private String place(String database) {
        return "//127.0.0.1:" + port() + "/" + database + "?allowPublicKeyRetrieval=true";
    }

    private static List<String> program(Path home, Path data) {
        return new ArrayList<>(List.of(
                home.resolve("bin/mysqld").toString(),
                "--no-defaults",
                "--user=" + System.getProperty("user.name"),
                "--basedir=" + home,
                "--datadir=" + data,
                "--innodb-use-native-aio=OFF"));
    }

    static void unpack(Path directory) throws IOException {
        Binaries.untar(Binaries.resource(ARCHIVE), GZIPInputStream::new, directory);
        for (String library : DONE_WITHOUT) {
            Files.write(directory.resolve("lib/private").resolve(library), StandIn.withFunction(ASKED));
        }
        make(directory);
    }

    /** Making its data takes MySQL some seconds: they are made once, and each server begins with a copy. */
    private static void make(Path home) throws IOException {
        List<String> command = program(home, home.resolve(EMPTY));
        command.add("--initialize-insecure");
        command.add("--init-file=" + Files.writeString(home.resolve("user.sql"), OUR_USER));
        ServerProcess.run(command, home, Path.of("/dev/null"), home.resolve("empty.log"));
    }
}
