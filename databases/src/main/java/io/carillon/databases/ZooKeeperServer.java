package io.carillon.databases;

import io.carillon.databases.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** ZooKeeper by itself, in a JVM of its own. What it was told outlives its process. */
public final class ZooKeeperServer extends ListServer {

    private static final String MAIN = "org.apache.zookeeper.server.ZooKeeperServerMain";
    private static final String CONFIGURATION = "zoo.cfg";

    private final int plainPort = Ports.free();
    private final boolean tls;

    private ZooKeeperServer(Path directory, boolean tls) {
        super(directory);
        this.tls = tls;
    }

    /** Starts it in an empty directory. */
    public static ZooKeeperServer start(Path directory) {
        var server = new ZooKeeperServer(directory, false);
        server.configure(List.of());
        server.start();
        return server;
    }

    /**
     * Starts one that speaks TLS, and asks nobody for a certificate.
     *
     * @param identity PEM: its key and its certificate in one file
     */
    public static ZooKeeperServer startEncrypted(Path directory, Path identity) {
        var server = new ZooKeeperServer(directory, true);
        server.configure(List.of(
                "secureClientPort=" + server.port(),
                "secureClientPortAddress=127.0.0.1",
                "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                "ssl.keyStore.location=" + identity,
                "ssl.keyStore.type=PEM",
                "ssl.clientAuth=none"));
        server.start();
        return server;
    }

    private void configure(List<String> more) {
        var lines = new ArrayList<>(List.of(
                "tickTime=1000",
                "dataDir=" + data(),
                "clientPort=" + askedAt(),
                "clientPortAddress=127.0.0.1",
                "admin.enableServer=false",
                "4lw.commands.whitelist=srvr"));
        lines.addAll(more);
        try {
            Files.write(directory().resolve(CONFIGURATION), lines);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public String url(int at) {
        return (tls ? "zookeepers" : "zookeeper") + "://127.0.0.1:" + at;
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
        return tls ? plainPort : port();
    }

    @Override
    String question() {
        return "srvr";
    }

    @Override
    boolean isReady(String answer) {
        return answer.contains("Zookeeper version");
    }
}
