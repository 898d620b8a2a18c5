package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Redis 6.2, a primary or its replica. What it was told outlives its process. */
public final class RedisServer extends ListServer {

    private static final String PROGRAM = "redis-server-6.2.6-v5-linux-amd64";

    private final Path home;
    private final int plainPort;
    private final boolean tls;
    private final List<String> settings;

    private RedisServer(Path home, Path directory, List<Integer> ports, boolean tls, List<String> settings) {
        super(directory, ports.getFirst());
        this.plainPort = ports.getLast();
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

    /** From now on it has what another has, and is changed by nobody else. */
    public void follow(RedisServer primary) {
        replicaOf("127.0.0.1 " + primary.port());
    }

    /** From now on it goes its own way, with what it has. */
    public void promote() {
        replicaOf("NO ONE");
    }

    /** Whether it is connected to another and has all that was written there. */
    public boolean hasAllOf(RedisServer primary) {
        try {
            String own = replication();
            return own.contains("master_link_status:up") && offset(own).equals(offset(primary.replication()));
        } catch (IOException away) {
            return false;
        }
    }

    private void replicaOf(String whom) {
        try {
            String answer = ask(askedAt(), "REPLICAOF " + whom + "\r\n");
            if (!answer.startsWith("+OK")) {
                throw new IOException("it answers " + answer);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String replication() throws IOException {
        return ask(askedAt(), "INFO replication\r\n");
    }

    private static Optional<String> offset(String replication) {
        return replication
                .lines()
                .filter(line -> line.startsWith("master_repl_offset:"))
                .findFirst();
    }

    /** Starts one that speaks TLS, and asks for certificates of the same authority. */
    public static RedisServer startEncrypted(Path directory, Path authority, Path certificate, Path key) {
        var settings = new ArrayList<>(List.of("--tls-ca-cert-file", authority.toString()));
        settings.addAll(List.of("--tls-cert-file", certificate.toString(), "--tls-key-file", key.toString()));
        return start(directory, true, settings);
    }

    private static RedisServer start(Path directory, boolean tls, List<String> settings) {
        Path home = Binaries.of(PROGRAM, RedisServer::unpack);
        var server = new RedisServer(home, directory, Ports.free(2), tls, settings);
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

    @Override
    boolean saysThatItLeads() throws IOException {
        return replication().contains("role:master");
    }
}
