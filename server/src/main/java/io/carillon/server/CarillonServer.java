package io.carillon.server;

import io.carillon.engine.Charter;
import io.carillon.engine.StoreException;
import io.carillon.membership.BoardMembership;
import io.carillon.model.NodeId;
import io.carillon.server.archive.FileArchive;
import io.carillon.server.node.Ground;
import io.carillon.server.node.Node;
import io.carillon.store.DurableStore;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.ServerDatabases;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A running server: started by one call, stopped by {@link #close}. */
public final class CarillonServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CarillonServer.class);

    private final ServerSettings settings;
    private final AdminToken token;
    private final Node node;
    private final ConfigurableApplicationContext context;

    private CarillonServer(
            ServerSettings settings, AdminToken token, Node node, ConfigurableApplicationContext context) {
        this.settings = settings;
        this.token = token;
        this.node = node;
        this.context = context;
    }

    /**
     * Starts a node and everything around it.
     *
     * @throws StartException if it can't start as it is configured; nothing is left running then
     */
    public static CarillonServer start(ServerSettings settings) {
        return start(settings, CarillonServer::die);
    }

    static CarillonServer start(ServerSettings settings, Consumer<Throwable> fatal) {
        checkPorts(settings);
        Optional<FileArchive> archive =
                Optional.ofNullable(settings.archiveDirectory()).map(FileArchive::new);
        Encryption encryption = Encryption.of(settings);
        DurableStore store = open(settings, archive.orElse(null));
        Optional<BoardMembership> list = Optional.empty();
        try {
            list = list(settings, store);
            AdminToken token = AdminToken.of(settings.adminToken(), settings.dataDirectory());
            ConfigurableApplicationContext context =
                    web(settings, token, encryption, new Backing(store, archive, list), new LastResort(fatal));
            return new CarillonServer(settings, token, context.getBean(Node.class), context);
        } catch (RuntimeException failed) {
            list.ifPresent(BoardMembership::close);
            store.close();
            throw failed instanceof StartException known
                    ? known
                    : new StartException("the node can't start: " + reason(failed), failed);
        }
    }

    /** What the store says is the reason, whatever was being made when it said so. */
    private static @Nullable String reason(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreException refused) {
                return refused.getMessage();
            }
        }
        return failed.getMessage();
    }

    /** What ends the process when the node can't be trusted any more. */
    record LastResort(Consumer<Throwable> action) {}

    /** The list of who is in the cluster, where it is not in the database. */
    private static Optional<BoardMembership> list(ServerSettings settings, DurableStore store) {
        NodeListSettings elsewhere = settings.cluster().list();
        Optional<Charter> charter = store.charter();
        if (elsewhere == null || charter.isEmpty()) {
            return Optional.empty();
        }
        log.info("event=membership place=\"{}\"", elsewhere.address());
        try {
            return Optional.of(
                    BoardMembership.open(elsewhere.address(), elsewhere.access(), charter.get(), new SecureRandom()));
        } catch (IllegalArgumentException unusable) {
            throw new StartException(NodeListSettings.MEMBERSHIP + ": " + unusable.getMessage(), unusable);
        }
    }

    /**
     * Where what happens is kept, and where it goes before it is deleted; Spring closes it after the node.
     *
     * @param list who is in the cluster, where the database does not say so
     */
    record Backing(DurableStore store, Optional<FileArchive> archive, Optional<BoardMembership> list)
            implements AutoCloseable {

        /** What a node stands on. */
        Ground ground() {
            return list.map(board -> new Ground(store, board, board.place())).orElseGet(() -> Ground.of(store));
        }

        /** The store is the node's to close. */
        @Override
        public void close() {
            list.ifPresent(BoardMembership::close);
        }
    }

    /** By what the gRPC port is encrypted, if it is; Spring closes it after the node. */
    record Encryption(Optional<TlsKeeper> keeper) implements AutoCloseable {

        static Encryption of(ServerSettings settings) {
            if (settings.tls() == null && !settings.address().isLoopbackAddress()) {
                log.warn(
                        "event=workers-not-encrypted reason=\"the gRPC port listens beyond this machine without TLS: tokens,"
                                + " params and results can be read on the way; set {} and {}\"",
                        TlsSettings.CERTIFICATE,
                        TlsSettings.KEY);
            }
            return new Encryption(Optional.ofNullable(settings.tls()).map(TlsKeeper::open));
        }

        /** What this node shows to others that it dials: the same as to those who dial it. */
        ChannelCredentials towardsPeers(ServerSettings settings) {
            return keeper.map(each -> each.towardsPeers(settings.cluster().peerAuthority()))
                    .orElseGet(InsecureChannelCredentials::create);
        }

        ServerCredentials credentials() {
            return keeper.map(TlsKeeper::credentials).orElseGet(InsecureServerCredentials::create);
        }

        @Override
        public void close() {
            keeper.ifPresent(TlsKeeper::close);
        }
    }

    public int httpPort() {
        return context instanceof WebServerApplicationContext web && web.getWebServer() != null
                ? web.getWebServer().getPort()
                : settings.httpPort();
    }

    public int grpcPort() {
        return node.grpcPort();
    }

    public int managementPort() {
        return context.getEnvironment().getProperty("local.management.port", Integer.class, settings.managementPort());
    }

    public Path dataDirectory() {
        return settings.dataDirectory();
    }

    public String token() {
        return token.text();
    }

    /** Where the token is kept; null if it came from the environment. */
    public @Nullable Path adminTokenFile() {
        return token.file();
    }

    public NodeId nodeId() {
        return node.id();
    }

    /** What Spring has made of it: for tests that hold the documents to the routes. */
    ApplicationContext context() {
        return context;
    }

    /**
     * Stops in the reverse order of the start: requests that are under way are answered, then the node hands out nothing more and
     * makes durable what it decided.
     */
    @Override
    public void close() {
        context.close();
    }

    private static ConfigurableApplicationContext web(
            ServerSettings settings, AdminToken token, Encryption encryption, Backing backing, LastResort lastResort) {
        SpringApplication application = new SpringApplicationBuilder(NodeConfiguration.class)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .logStartupInfo(false)
                .initializers((GenericApplicationContext context) -> {
                    context.registerBean(ServerSettings.class, () -> settings);
                    context.registerBean(AdminToken.class, () -> token);
                    context.registerBean(Encryption.class, () -> encryption);
                    context.registerBean(LastResort.class, () -> lastResort);
                    context.registerBean(Backing.class, () -> backing);
                })
                .build();
        application.setDefaultProperties(Map.of(
                "server.address", settings.address().getHostAddress(),
                "server.port", settings.httpPort(),
                "management.server.port", settings.managementPort()));
        return application.run();
    }

    /** Looks before it leaps: a port that is taken is the commonest reason why a first start fails. */
    private static void checkPorts(ServerSettings settings) {
        differ(settings.httpPort(), ServerSettings.HTTP_PORT, settings.grpcPort(), ServerSettings.GRPC_PORT);
        differ(
                settings.httpPort(),
                ServerSettings.HTTP_PORT,
                settings.managementPort(),
                ServerSettings.MANAGEMENT_PORT);
        differ(
                settings.grpcPort(),
                ServerSettings.GRPC_PORT,
                settings.managementPort(),
                ServerSettings.MANAGEMENT_PORT);
        check(settings.address(), settings.httpPort(), ServerSettings.HTTP_PORT);
        check(settings.address(), settings.grpcPort(), ServerSettings.GRPC_PORT);
        check(InetAddress.getLoopbackAddress(), settings.managementPort(), ServerSettings.MANAGEMENT_PORT);
    }

    private static void differ(int port, String setting, int otherPort, String otherSetting) {
        if (port != 0 && port == otherPort) {
            throw new StartException(
                    setting + " and " + otherSetting + " are both " + port + "; set one of them to another port");
        }
    }

    private static void check(InetAddress address, int port, String setting) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException taken) {
            throw new StartException(
                    "port " + port + " is taken: stop what listens there, or set " + setting + " to another port",
                    taken);
        }
    }

    private static DurableStore open(ServerSettings settings, @Nullable FileArchive archive) {
        Path directory = settings.dataDirectory();
        ServerSettings.Database database = settings.database();
        try {
            return database == null
                    ? EmbeddedDatabase.open(directory, archive)
                    : ServerDatabases.open(directory, database.urls(), database.user(), database.password(), archive);
        } catch (StoreException unusable) {
            throw new StartException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static void die(Throwable cause) {
        log.error("event=node-died reason=\"the engine failed; the process ends so that it can be restarted\"", cause);
        Runtime.getRuntime().halt(70);
    }
}
