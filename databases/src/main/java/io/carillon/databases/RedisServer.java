package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Redis 6.2. What it was told outlives its process. */
public final class RedisServer extends ListServer {

    private static final String PROGRAM = "redis-server-6.2.6-v5-linux-amd64";

    private final Path home;
    private final int plainPort = Ports.free();
    private final boolean tls;
    private final List<String> settings;

    private RedisServer(Path home, Path directory, boolean tls, List<String> settings) {
        super(directory);
        this.tls = tls;
        this.home = home;
        this.settings = settings;
    }

    /**
     * Starts it in an empty directory.
     *
     * @param settings such as {@code --requirepass secret}, word by word
     */
    public static RedisServer start(Path directory, String... settings) {
        return start(directory, false, List.of(settings));
    }

    /** Starts one that speaks TLS, and asks for certificates of the same authority. */
    public static RedisServer startEncrypted(Path directory, Path authority, Path certificate, Path key) {
        var settings = new ArrayList<>(List.of("--tls-ca-cert-file", authority.toString()));
        settings.addAll(List.of("--tls-cert-file", certificate.toString(), "--tls-key-file", key.toString()));
        return start(directory, true, settings);
    }

    private static RedisServer start(Path directory, boolean tls, List<String> settings) {
        Path home = Binaries.of(PROGRAM, RedisServer::unpack);
        var server = new RedisServer(home, directory, tls, settings);
        server.start();
        return server;
    }

    private static void unpack(Path directory) throws IOException {
        Path program = directory.resolve(PROGRAM);
        try (var in = Binaries.resource("/" + PROGRAM).openStream()) {
            Files.copy(in, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public String url(int at) {
        return (tls ? "rediss" : "redis") + "://127.0.0.1:" + at;
    }

    @Override
    List<String> command() {
        var command = new ArrayList<>(List.of(home.resolve(PROGRAM).toString()));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(askedAt())));
        if (tls) {
            command.addAll(List.of("--tls-port", Integer.toString(port())));
        }
        command.addAll(List.of("--dir", data().toString(), "--appendonly", "yes"));
        command.addAll(settings);
        return command;
    }

    /** It has a port without TLS as well. */
    @Override
    int askedAt() {
        return tls ? plainPort : port();
    }

    @Override
    String question() {
        return "PING\r\n";
    }

    @Override
    boolean isReady(String answer) {
        return answer.startsWith("+PONG") || answer.startsWith("-NOAUTH");
    }
}
