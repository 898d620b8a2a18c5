package io.carillon.server;

import io.carillon.engine.Retained;
import io.carillon.model.Durations;
import io.carillon.store.ServerDatabases;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a node.
 *
 * @param address where HTTP and gRPC listen; the management port is always on loopback
 * @param retained how long history is kept
 * @param archiveDirectory where history is written before it is deleted; null if it is deleted for good
 * @param database where everything is kept; null is the embedded database in the data directory
 * @param logs how much is kept of what runs say, and for how many readers
 * @param tls by what the gRPC port is encrypted; null where it is not
 * @param cluster how other nodes reach this one, and how they find each other
 * @param publicUrl how others reach the HTTP port, such as {@code https://carillon.example.com}; null where nobody has said so
 * @param adminToken from the environment; null makes one, or uses the one that was made before
 */
public record ServerSettings(
        InetAddress address,
        int httpPort,
        int grpcPort,
        int managementPort,
        Path dataDirectory,
        Retained retained,
        @Nullable Path archiveDirectory,
        @Nullable Database database,
        Logs logs,
        @Nullable TlsSettings tls,
        Cluster cluster,
        @Nullable String publicUrl,
        @Nullable String adminToken) {

    public static final String HTTP_PORT = "CARILLON_HTTP_PORT";
    public static final String GRPC_PORT = "CARILLON_GRPC_PORT";
    public static final String MANAGEMENT_PORT = "CARILLON_MANAGEMENT_PORT";
    public static final String DATA_DIR = "CARILLON_DATA_DIR";
    public static final String PUBLIC_URL = "CARILLON_PUBLIC_URL";
    public static final String ADVERTISE = "CARILLON_ADVERTISE";
    public static final String PEER_AUTHORITY = "CARILLON_GRPC_TLS_PEER_CA";
    public static final String ADMIN_TOKEN = "CARILLON_ADMIN_TOKEN";
    public static final String DB_URL = "CARILLON_DB_URL";
    public static final String DB_USER = "CARILLON_DB_USER";
    public static final String DB_PASSWORD = "CARILLON_DB_PASSWORD";

    public static final String RETENTION = "CARILLON_RETENTION";
    public static final String RETENTION_DEAD = "CARILLON_RETENTION_DEAD";
    public static final String RETENTION_LOGS = "CARILLON_RETENTION_LOGS";
    public static final String LOG_LIMIT = "CARILLON_LOG_LIMIT";
    public static final String LOG_FOLLOWERS = "CARILLON_LOG_FOLLOWERS";
    public static final String ARCHIVE_DIR = "CARILLON_ARCHIVE_DIR";

    static final int MIN_TOKEN_LENGTH = 16;

    private static final List<String> DATABASES = List.of("jdbc:postgresql:", "jdbc:mariadb:", "jdbc:mysql:");
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/,\\[\\]]+)(:\\d{1,5})?");
    private static final String FOREVER = "forever";
    private static final long KIB = 1024;
    private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(36_500);

    private static final List<String> WELL_KNOWN_TOKENS =
            List.of("default_token", "changeme", "password", "secret", "admin");

    public ServerSettings {
        if (adminToken != null && isWeak(adminToken)) {
            throw new StartException(ADMIN_TOKEN + " must have at least " + MIN_TOKEN_LENGTH
                    + " characters and not be a well-known word");
        }
    }

    /**
     * Reads the settings by name.
     *
     * @param source gives the value of a setting, or null where nobody set it
     */
    public static ServerSettings read(Function<String, @Nullable String> source, InetAddress address) {
        Database database = database(source);
        return new ServerSettings(
                address,
                port(source, HTTP_PORT, 8080),
                port(source, GRPC_PORT, 9090),
                port(source, MANAGEMENT_PORT, 8081),
                directory(source, DATA_DIR).orElseGet(() -> absolute("data")),
                retained(source),
                directory(source, ARCHIVE_DIR).orElse(null),
                database,
                logs(source),
                TlsSettings.read(source),
                cluster(source, database != null),
                publicUrl(source),
                source.apply(ADMIN_TOKEN));
    }

    private static Optional<Path> directory(Function<String, @Nullable String> source, String name) {
        return Optional.ofNullable(source.apply(name))
                .filter(text -> !text.isBlank())
                .map(ServerSettings::absolute);
    }

    private static Path absolute(String directory) {
        return Path.of(directory).toAbsolutePath().normalize();
    }

    /**
     * Database servers that several nodes may share.
     *
     * @param urls one, or several that the cluster is spread over
     */
    public record Database(
            List<String> urls,
            @Nullable String user,
            @Nullable String password) {

        /** Not its password, which nobody should read in a log. */
        @Override
        public String toString() {
            return "Database[user=" + user + "]";
        }
    }

    /**
     * How nodes find each other.
     *
     * @param advertise the host, or HOST:PORT, that others dial; null is what this machine calls itself, and the gRPC port
     * @param peerAuthority who vouches for other nodes; null is who vouches for workers, or whoever has vouched for this node
     * @param list where it is written down who is there; null is the database
     */
    public record Cluster(
            @Nullable String advertise,
            @Nullable Path peerAuthority,
            @Nullable NodeListSettings list) {

        public static final Cluster USUAL = new Cluster(null, null, null);
    }

    private static Cluster cluster(Function<String, @Nullable String> source, boolean shared) {
        String advertise = source.apply(ADVERTISE);
        if (advertise != null
                && !advertise.isBlank()
                && !HOST_AND_PORT.matcher(advertise.trim()).matches()) {
            throw new StartException(
                    ADVERTISE + " must be HOST or HOST:PORT, such as node-1.example.com:9090, not '" + advertise + "'");
        }
        return new Cluster(
                advertise == null || advertise.isBlank() ? null : advertise.trim(),
                directory(source, PEER_AUTHORITY).orElse(null),
                NodeListSettings.read(source, shared));
    }

    private static @Nullable String publicUrl(Function<String, @Nullable String> source) {
        String text = source.apply(PUBLIC_URL);
        if (text == null || text.isBlank()) {
            return null;
        }
        String url = text.trim().replaceAll("/+$", "");
        try {
            var parsed = new URI(url);
            boolean web = "http".equalsIgnoreCase(parsed.getScheme()) || "https".equalsIgnoreCase(parsed.getScheme());
            if (web && parsed.getHost() != null && parsed.getQuery() == null && parsed.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // Said below, together with what is a URL of another kind.
        }
        throw new StartException(
                PUBLIC_URL + " must be a URL such as https://carillon.example.com, not '" + text + "'");
    }

    private static @Nullable Database database(Function<String, @Nullable String> source) {
        String url = source.apply(DB_URL);
        if (url == null || url.isBlank()) {
            return null;
        }
        List<String> urls = ServerDatabases.list(url);
        if (DATABASES.stream().noneMatch(kind -> urls.stream().allMatch(each -> each.startsWith(kind)))) {
            throw new StartException(DB_URL + " must begin with " + String.join(" or ", DATABASES)
                    + ", such as jdbc:postgresql://localhost/carillon; of several databases, each, and with the same");
        }
        if (Set.copyOf(urls).size() < urls.size()) {
            throw new StartException(DB_URL + " names a database twice");
        }
        return new Database(urls, source.apply(DB_USER), source.apply(DB_PASSWORD));
    }

    private static Retained retained(Function<String, @Nullable String> source) {
        Duration runs = span(source, RETENTION, Retained.DEFAULT.runs());
        Duration deadLetters = span(source, RETENTION_DEAD, longer(runs, Retained.DEFAULT.deadLetters()));
        if (deadLetters != null && (runs == null || deadLetters.compareTo(runs) < 0)) {
            throw new StartException(RETENTION_DEAD + " must not be shorter than " + RETENTION
                    + ": a dead letter is kept for at least as long as any other run");
        }
        return new Retained(runs, deadLetters, span(source, RETENTION_LOGS, Retained.DEFAULT.logs()));
    }

    /**
     * What runs say.
     *
     * @param bytes how much of an attempt is kept; 0 keeps nothing
     * @param followers how many may follow at once on this node
     */
    public record Logs(long bytes, int followers) {

        public static final Logs DEFAULT = new Logs(1 << 20, 200);
    }

    private static Logs logs(Function<String, @Nullable String> source) {
        long kib = number(source, LOG_LIMIT, Logs.DEFAULT.bytes() / KIB, 1 << 20);
        return new Logs(kib * KIB, (int) number(source, LOG_FOLLOWERS, Logs.DEFAULT.followers(), 100_000));
    }

    private static long number(Function<String, @Nullable String> source, String name, long usual, long max) {
        String text = source.apply(name);
        if (text == null || text.isBlank()) {
            return usual;
        }
        try {
            long number = Long.parseLong(text.trim());
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with numbers that are out of range.
        }
        throw new StartException(name + " must be a number from 0 to " + max + ", not '" + text + "'");
    }

    private static @Nullable Duration longer(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return null;
        }
        return one.compareTo(other) > 0 ? one : other;
    }

    /** A span of time; null is for ever. */
    private static @Nullable Duration span(
            Function<String, @Nullable String> source, String name, @Nullable Duration usual) {
        String text = source.apply(name);
        if (text == null || text.isBlank()) {
            return usual;
        }
        if (text.trim().equals(FOREVER)) {
            return null;
        }
        return Durations.parse(text.trim())
                .filter(span -> span.compareTo(SHORTEST_RETENTION) >= 0 && span.compareTo(LONGEST_RETENTION) <= 0)
                .orElseThrow(() -> new StartException(name + " must be '" + FOREVER + "' or a span from "
                        + Durations.format(SHORTEST_RETENTION) + " to " + LONGEST_RETENTION.toDays()
                        + "d, such as 30d, not '" + text + "'"));
    }

    private static int port(Function<String, @Nullable String> source, String name, int usual) {
        String text = source.apply(name);
        if (text == null || text.isBlank()) {
            return usual;
        }
        try {
            int port = Integer.parseInt(text.trim());
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with numbers that are out of range.
        }
        throw new StartException(name + " must be a port from 0 (any free one) to 65535, not '" + text + "'");
    }

    private static boolean isWeak(String token) {
        return token.length() < MIN_TOKEN_LENGTH || WELL_KNOWN_TOKENS.contains(token);
    }
}
