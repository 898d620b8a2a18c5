package io.carillon.cli;

import io.carillon.model.job.Suggestions;
import io.carillon.server.NodeListSettings;
import io.carillon.server.ServerSettings;
import io.carillon.server.TlsSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings by flag, by variable or by file, in that order. They have the same names everywhere: {@code --http-port} is
 * {@code CARILLON_HTTP_PORT} in the environment and in the file.
 */
final class Settings {

    static final String CONFIG = "CARILLON_CONFIG";
    static final String SERVER = "CARILLON_SERVER";
    static final String TOKEN = "CARILLON_TOKEN";
    static final String ADMIN_TOKEN = "CARILLON_ADMIN_TOKEN";
    static final String DATA_DIR = "CARILLON_DATA_DIR";
    static final String HTTP_PORT = "CARILLON_HTTP_PORT";
    static final String GRPC_PORT = "CARILLON_GRPC_PORT";
    static final String MANAGEMENT_PORT = "CARILLON_MANAGEMENT_PORT";
    static final String RETENTION = "CARILLON_RETENTION";
    static final String RETENTION_DEAD = "CARILLON_RETENTION_DEAD";
    static final String RETENTION_LOGS = "CARILLON_RETENTION_LOGS";
    static final String LOG_LIMIT = "CARILLON_LOG_LIMIT";
    static final String LOG_FOLLOWERS = "CARILLON_LOG_FOLLOWERS";
    static final String PUBLIC_URL = "CARILLON_PUBLIC_URL";
    static final String ADVERTISE = ServerSettings.ADVERTISE;
    static final String GRPC_TLS_PEER_CA = ServerSettings.PEER_AUTHORITY;
    static final String ARCHIVE_DIR = "CARILLON_ARCHIVE_DIR";
    static final String GRPC_TLS_CERT = TlsSettings.CERTIFICATE;
    static final String GRPC_TLS_KEY = TlsSettings.KEY;
    static final String GRPC_TLS_CLIENT_CA = TlsSettings.CLIENT_AUTHORITY;
    static final String MEMBERSHIP = NodeListSettings.MEMBERSHIP;
    static final String MEMBERSHIP_CA = NodeListSettings.AUTHORITY;
    static final String MEMBERSHIP_CERT = NodeListSettings.CERTIFICATE;
    static final String MEMBERSHIP_KEY = NodeListSettings.KEY;
    static final String TLS = "CARILLON_TLS";
    static final String TLS_CA = "CARILLON_TLS_CA";
    static final String TLS_CERT = "CARILLON_TLS_CERT";
    static final String TLS_KEY = "CARILLON_TLS_KEY";
    static final String SQL_FILE = "CARILLON_SQL_FILE";
    static final String PLUGINS_DIR = "CARILLON_PLUGINS_DIR";

    private static final TreeSet<String> NAMES_IN_FILE = new TreeSet<>(Set.of(
            SERVER,
            TOKEN,
            ADMIN_TOKEN,
            DATA_DIR,
            HTTP_PORT,
            GRPC_PORT,
            MANAGEMENT_PORT,
            RETENTION,
            RETENTION_DEAD,
            RETENTION_LOGS,
            LOG_LIMIT,
            LOG_FOLLOWERS,
            PUBLIC_URL,
            ADVERTISE,
            GRPC_TLS_PEER_CA,
            ARCHIVE_DIR,
            GRPC_TLS_CERT,
            GRPC_TLS_KEY,
            GRPC_TLS_CLIENT_CA,
            TLS,
            TLS_CA,
            TLS_CERT,
            TLS_KEY,
            SQL_FILE,
            PLUGINS_DIR,
            MEMBERSHIP,
            MEMBERSHIP_CA,
            MEMBERSHIP_CERT,
            MEMBERSHIP_KEY,
            NodeListSettings.USER,
            NodeListSettings.PASSWORD,
            "CARILLON_DB_URL",
            "CARILLON_DB_USER",
            "CARILLON_DB_PASSWORD"));

    private final Terminal terminal;
    private final Map<String, String> flags;
    private final Map<String, String> file;

    private Settings(Terminal terminal, Map<String, String> flags, Map<String, String> file) {
        this.terminal = terminal;
        this.flags = flags;
        this.file = file;
    }

    /** @param config the file to read; null for the one that the environment names, if it names one */
    static Settings of(Terminal terminal, @Nullable Path config) {
        String named = terminal.environment().getOrDefault(CONFIG, "");
        Path file = config != null || named.isBlank() ? config : Path.of(named);
        return new Settings(
                terminal,
                Map.of(),
                file == null ? Map.of() : read(terminal.directory().resolve(file)));
    }

    /** The same settings, but for one that was given as a flag; null if it was not. */
    Settings with(String name, @Nullable Object flag) {
        if (flag == null) {
            return this;
        }
        var more = new HashMap<>(flags);
        more.put(name, flag.toString());
        return new Settings(terminal, more, file);
    }

    /** The value of a setting. A blank one counts as not given. */
    Optional<String> get(String name) {
        return first(flags.get(name))
                .or(() -> first(terminal.environment().get(name)))
                .or(() -> first(file.get(name)));
    }

    /** Where a server on this machine keeps what must survive it. */
    Path dataDirectory() {
        return path(DATA_DIR).orElse(terminal.home().resolve("data"));
    }

    /** A file or directory that a setting names, if it does. */
    Optional<Path> path(String name) {
        return get(name).map(terminal.directory()::resolve);
    }

    private static Optional<String> first(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isBlank());
    }

    private static Map<String, String> read(Path file) {
        var properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw new CommandException(ExitCode.FAILED, "the settings in " + file + " can't be read: " + unreadable);
        }
        var settings = new HashMap<String, String>();
        for (String name : properties.stringPropertyNames()) {
            if (!NAMES_IN_FILE.contains(name)) {
                String near = Suggestions.nearest(name, NAMES_IN_FILE)
                        .map(known -> "; did you mean " + known + "?")
                        .orElse("");
                throw new CommandException(ExitCode.FAILED, "unknown setting '" + name + "' in " + file + near);
            }
            settings.put(name, properties.getProperty(name));
        }
        return settings;
    }
}
