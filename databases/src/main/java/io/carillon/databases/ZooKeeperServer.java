package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** ZooKeeper in a JVM of its own, by itself or one of an {@link Ensemble}. What it was told outlives its process. */
public final class ZooKeeperServer extends ListServer {

    private static final String MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    private static final String CONFIGURATION = "zoo.cfg";
    private static final int PORTS_OF_MEMBER = 3;

    private final int number;
    private final int plainPort;
    private final List<String> settings;

    /** @param plainPort the same as its port where it does without TLS */
    private ZooKeeperServer(Path directory, int number, int port, int plainPort, List<String> settings) {
        super(directory, port);
        this.number = number;
        this.plainPort = plainPort;
        this.settings = settings;
    }

    /** Starts it in an empty directory. */
    public static ZooKeeperServer start(Path directory) {
        int port = Ports.free();
        var server = new ZooKeeperServer(directory, 1, port, port, List.of());
        server.start();
        return server;
    }

    /**
     * Starts one that speaks TLS, and asks nobody for a certificate.
     *
     * @param identity PEM: its key and its certificate in one file
     */
    public static ZooKeeperServer startEncrypted(Path directory, Path identity) {
        List<Integer> ports = Ports.free(2);
        var settings = List.of(
                "secureClientPort=" + ports.getFirst(),
                "secureClientPortAddress=127.0.0.1",
                "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                "ssl.keyStore.location=" + identity,
                "ssl.keyStore.type=PEM",
                "ssl.clientAuth=none");
        var server = new ZooKeeperServer(directory, 1, ports.getFirst(), ports.getLast(), settings);
        server.start();
        return server;
    }

    /** Starts so many in an empty directory. One that stands still is missed by the others after a few seconds. */
    public static Ensemble startEnsemble(Path directory, int size) {
        List<Integer> ports = Ports.free(PORTS_OF_MEMBER * size);
        var settings = new ArrayList<>(List.of("initLimit=20", "syncLimit=2"));
        for (int each = 0; each < size; each++) {
            int quorum = ports.get(size + each);
            int election = ports.get(2 * size + each);
            settings.add("server." + (each + 1) + "=127.0.0.1:" + quorum + ":" + election);
        }
        return Ensemble.start(IntStream.range(0, size)
                .mapToObj(each -> {
                    int port = ports.get(each);
                    Path own = directory.resolve(Integer.toString(each + 1));
                    return new ZooKeeperServer(own, each + 1, port, port, settings);
                })
                .toList());
    }

    @Override
    void prepare() throws IOException {
        var lines = new ArrayList<>(List.of(
                "tickTime=1000",
                "dataDir=" + data(),
                "clientPort=" + plainPort,
                "clientPortAddress=127.0.0.1",
                "admin.enableServer=false",
                "4lw.commands.whitelist=srvr"));
        lines.addAll(settings);
        Files.write(directory().resolve(CONFIGURATION), lines);
        Files.writeString(data().resolve("myid"), Integer.toString(number));
    }

    @Override
    public String url(int at) {
        return (port() == plainPort ? "zookeeper" : "zookeepers") + "://127.0.0.1:" + at;
    }

    @Override
    List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-Dzookeeper.forceSync=no",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                CONFIGURATION);
    }

    /** It has a port without TLS as well. */
    @Override
    int askedAt() {
        return plainPort;
    }

    @Override
    String question() {
        return "srvr";
    }

    @Override
    boolean isReady(String answer) {
        return answer.contains("Zookeeper version");
    }

    @Override
    boolean saysThatItLeads() throws IOException {
        return ask(askedAt(), question()).contains("Mode: leader");
    }
}
