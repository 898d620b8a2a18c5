package io.carillon.server;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a node.
 *
 * @param address where HTTP and gRPC listen; the management port is always on loopback
 * @param adminToken from the environment; null makes one, or uses the one that was made before
 */
public record ServerSettings(
        InetAddress address,
        int httpPort,
        int grpcPort,
        int managementPort,
        Path dataDirectory,
        @Nullable String adminToken) {

    public static final String HTTP_PORT = "CARILLON_HTTP_PORT";
    public static final String GRPC_PORT = "CARILLON_GRPC_PORT";
    public static final String MANAGEMENT_PORT = "CARILLON_MANAGEMENT_PORT";
    public static final String DATA_DIR = "CARILLON_DATA_DIR";
    public static final String ADMIN_TOKEN = "CARILLON_ADMIN_TOKEN";
    public static final String DB_URL = "CARILLON_DB_URL";

    static final int MIN_TOKEN_LENGTH = 16;

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
        String database = source.apply(DB_URL);
        if (database != null && !database.isBlank()) {
            throw new StartException(DB_URL + " is set, but this version has only the embedded database; unset it");
        }
        String directory = source.apply(DATA_DIR);
        return new ServerSettings(
                address,
                port(source, HTTP_PORT, 8080),
                port(source, GRPC_PORT, 9090),
                port(source, MANAGEMENT_PORT, 8081),
                Path.of(directory == null || directory.isBlank() ? "data" : directory)
                        .toAbsolutePath()
                        .normalize(),
                source.apply(ADMIN_TOKEN));
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
