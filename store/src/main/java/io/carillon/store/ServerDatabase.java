package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database server that all nodes of a cluster share. */
public final class ServerDatabase {

    private ServerDatabase() {}

    /** Opens a database whose history is not archived. */
    public static JdbcStore open(Path dataDirectory, String url, @Nullable String user, @Nullable String password) {
        return open(dataDirectory, url, user, password, null);
    }

    /**
     * Opens a database and brings its schema up to date. Two nodes on one machine need a data directory each, for what is not in
     * the database.
     *
     * @param url {@code jdbc:postgresql:…}, {@code jdbc:mariadb:…} or {@code jdbc:mysql:…}; settings in it win over ours
     * @param archive what is to keep history before it is deleted; null if nothing is
     */
    public static JdbcStore open(
            Path dataDirectory,
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable Archive archive) {
        return DirectoryLock.holding(
                dataDirectory,
                (directory, lock) ->
                        open(url, user, password, new Surroundings(new LandmarkFile(directory), archive, lock::close)));
    }

    static JdbcStore open(String url, @Nullable String user, @Nullable String password, Surroundings around) {
        KnownServer server = KnownServer.of(url);
        Dialect dialect = server.product().dialect();
        var database = new RemoteDatabase(
                server.product(), server.driverUrl(url), properties(server.properties(), user, password));
        Schema.migrate(database, dialect, "the database at " + withoutSecrets(url), around);
        return JdbcStore.shared(database, dialect, around);
    }

    private static Properties properties(Map<String, String> ours, @Nullable String user, @Nullable String password) {
        var properties = new Properties();
        properties.putAll(ours);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    /** What stands behind a question mark may be a password. */
    private static String withoutSecrets(String url) {
        int settings = url.indexOf('?');
        return settings < 0 ? url : url.substring(0, settings);
    }
}
