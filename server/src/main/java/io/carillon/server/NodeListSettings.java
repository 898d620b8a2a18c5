package io.carillon.server;

import io.carillon.membership.BoardAccess;
import io.carillon.membership.BoardAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where it is written down who is in the cluster, if that is not the database. */
public record NodeListSettings(BoardAddress address, BoardAccess access) {

    public static final String MEMBERSHIP = "CARILLON_MEMBERSHIP";
    public static final String USER = "CARILLON_MEMBERSHIP_USER";
    public static final String PASSWORD = "CARILLON_MEMBERSHIP_PASSWORD";
    public static final String AUTHORITY = "CARILLON_MEMBERSHIP_CA";
    public static final String CERTIFICATE = "CARILLON_MEMBERSHIP_CERT";
    public static final String KEY = "CARILLON_MEMBERSHIP_KEY";

    /** What says that it is the database. */
    static final String DATABASE = "database";

    /**
     * Reads the settings by name; null where the list is in the database.
     *
     * @param shared whether there is a database that nodes can share
     */
    static @Nullable NodeListSettings read(Function<String, @Nullable String> source, boolean shared) {
        String address = text(source, MEMBERSHIP).orElse(DATABASE);
        if (address.equals(DATABASE)) {
            return null;
        }
        if (!shared) {
            throw new StartException(MEMBERSHIP + " is for nodes that share a database server: set "
                    + ServerSettings.DB_URL + " as well; the embedded database has one node");
        }
        var settings = new NodeListSettings(address(address), access(source));
        settings.check();
        return settings;
    }

    private static BoardAddress address(String text) {
        try {
            return BoardAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new StartException(MEMBERSHIP + ": " + wrong.getMessage(), wrong);
        }
    }

    private static BoardAccess access(Function<String, @Nullable String> source) {
        return new BoardAccess(
                text(source, USER).orElse(null),
                text(source, PASSWORD).orElse(null),
                file(source, AUTHORITY),
                file(source, CERTIFICATE),
                file(source, KEY));
    }

    private void check() {
        boolean redis = address.kind() == BoardAddress.Kind.REDIS;
        boolean files = Stream.of(access.authority(), access.certificate(), access.key())
                .anyMatch(file -> file != null);
        require(
                !files || address.tls(),
                AUTHORITY + ", " + CERTIFICATE + " and " + KEY + " are for TLS: begin " + MEMBERSHIP
                        + " with zookeepers://, etcds:// or rediss://");
        require(
                (access.certificate() == null) == (access.key() == null),
                CERTIFICATE + " and " + KEY + " belong together: set both, or neither");
        require(
                access.certificate() == null || address.kind() != BoardAddress.Kind.ZOOKEEPER,
                CERTIFICATE + " is for etcds:// and rediss://; to ZooKeeper a node shows its password");
        require(access.user() == null || access.password() != null, USER + " takes a password: set " + PASSWORD);
        require(access.password() == null || access.user() != null || redis, PASSWORD + " takes a user: set " + USER);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new StartException(otherwise);
        }
    }

    private static Optional<String> text(Function<String, @Nullable String> source, String name) {
        return Optional.ofNullable(source.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static @Nullable Path file(Function<String, @Nullable String> source, String name) {
        Path file = text(source, name)
                .map(text -> Path.of(text).toAbsolutePath().normalize())
                .orElse(null);
        require(file == null || Files.isReadable(file), name + " names " + file + ", which can't be read");
        return file;
    }
}
