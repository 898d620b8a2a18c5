package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** etcd, as the machine has it: there is no jar that brings it. Debian's package is called etcd-server. */
public final class EtcdServer extends ListServer {

    private static final String PROGRAM = "etcd";

    private final int peerPort = Ports.free();
    private final int healthPort = Ports.free();
    private final boolean tls;
    private final List<String> settings;

    private EtcdServer(Path directory, boolean tls, List<String> settings) {
        super(directory);
        this.tls = tls;
        this.settings = settings;
    }

    /** Whether there is one on this machine. */
    public static boolean isInstalled() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    }

    /**
     * Starts it in an empty directory.
     *
     * @param settings such as {@code --auth-token=simple}
     */
    public static EtcdServer start(Path directory, String... settings) {
        var server = new EtcdServer(directory, false, List.of(settings));
        server.start();
        return server;
    }

    /** Starts one that speaks TLS, and asks for certificates of the same authority. */
    public static EtcdServer startEncrypted(Path directory, Path authority, Path certificate, Path key) {
        var settings = List.of(
                "--cert-file=" + certificate,
                "--key-file=" + key,
                "--trusted-ca-file=" + authority,
                "--client-cert-auth");
        var server = new EtcdServer(directory, true, settings);
        server.start();
        return server;
    }

    @Override
    public String url(int at) {
        return (tls ? "etcds" : "etcd") + "://127.0.0.1:" + at;
    }

    @Override
    List<String> command() {
        String clients = (tls ? "https" : "http") + "://127.0.0.1:" + port();
        String peers = "http://127.0.0.1:" + peerPort;
        var command = new ArrayList<>(List.of(PROGRAM, "--data-dir", data().toString(), "--logger", "zap"));
        command.addAll(List.of("--listen-client-urls", clients, "--advertise-client-urls", clients));
        command.addAll(List.of("--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers));
        command.addAll(List.of("--listen-metrics-urls", "http://127.0.0.1:" + healthPort));
        command.addAll(List.of("--initial-cluster", "default=" + peers));
        command.addAll(settings);
        return command;
    }

    /** It tells how it is without TLS. */
    @Override
    int askedAt() {
        return healthPort;
    }

    @Override
    String question() {
        return "GET /health HTTP/1.0\r\n\r\n";
    }

    @Override
    boolean isReady(String answer) {
        return answer.contains("true");
    }
}
