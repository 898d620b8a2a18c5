package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * etcd, as the machine has it, by itself or one of an {@link Ensemble}: there is no jar that brings it. Debian's package is called
 * etcd-server.
 */
public final class EtcdServer extends ListServer {

    private static final String PROGRAM = "etcd";
    private static final int PORTS_OF_MEMBER = 3;

    private static final String STATUS = "POST /v3/maintenance/status HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}";

    private static final Pattern MEMBER = Pattern.compile("\"(member_id|leader)\":\"(\\d+)\"");

    private final int peerPort;
    private final int healthPort;
    private final boolean tls;
    private final List<String> settings;

    /** @param ports for clients, for other members, and for whoever asks how it is */
    private EtcdServer(Path directory, List<Integer> ports, boolean tls, List<String> settings) {
        super(directory, ports.getFirst());
        this.peerPort = ports.get(1);
        this.healthPort = ports.getLast();
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
        var server = new EtcdServer(directory, Ports.free(PORTS_OF_MEMBER), false, List.of(settings));
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
        var server = new EtcdServer(directory, Ports.free(PORTS_OF_MEMBER), true, settings);
        server.start();
        return server;
    }

    /** Starts so many in an empty directory. */
    public static Ensemble startEnsemble(Path directory, int size) {
        List<Integer> ports = Ports.free(PORTS_OF_MEMBER * size);
        String all = IntStream.range(0, size)
                .mapToObj(each -> name(each) + "=" + peer(ports.get(PORTS_OF_MEMBER * each + 1)))
                .collect(Collectors.joining(","));
        return Ensemble.start(IntStream.range(0, size)
                .mapToObj(each -> {
                    List<Integer> own = ports.subList(PORTS_OF_MEMBER * each, PORTS_OF_MEMBER * (each + 1));
                    var settings = List.of("--name=" + name(each), "--initial-cluster=" + all);
                    return new EtcdServer(directory.resolve(name(each)), own, false, settings);
                })
                .toList());
    }

    private static String name(int number) {
        return "member-" + (number + 1);
    }

    private static String peer(int port) {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public String url(int at) {
        return (tls ? "etcds" : "etcd") + "://127.0.0.1:" + at;
    }

    @Override
    List<String> command() {
        String clients = (tls ? "https" : "http") + "://127.0.0.1:" + port();
        String peers = peer(peerPort);
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

    @Override
    boolean saysThatItLeads() throws IOException {
        Map<String, String> members = MEMBER.matcher(ask(port(), STATUS))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        return members.containsKey("leader") && members.get("leader").equals(members.get("member_id"));
    }
}
