package io.carillon.cli;

import io.carillon.server.ServerSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a node is to be started. */
final class NodeOptions {

    /** Names that are looked for beside where the command was given. */
    private static final List<String> FILES = List.of(
            Settings.ARCHIVE_DIR,
            Settings.GRPC_TLS_CERT,
            Settings.GRPC_TLS_KEY,
            Settings.GRPC_TLS_CLIENT_CA,
            Settings.GRPC_TLS_PEER_CA,
            Settings.MEMBERSHIP_CA,
            Settings.MEMBERSHIP_CERT,
            Settings.MEMBERSHIP_KEY);

    private final Terminal terminal;

    @Option(names = "--http-port", paramLabel = "PORT", description = "REST (CARILLON_HTTP_PORT); usual: 8080; 0: any")
    private @Nullable Integer httpPort;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            description = "workers (CARILLON_GRPC_PORT); usual: 9090; 0: any")
    private @Nullable Integer grpcPort;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "health and metrics, on loopback (CARILLON_MANAGEMENT_PORT); usual: 8081; 0: any")
    private @Nullable Integer managementPort;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "the database and the admin token (CARILLON_DATA_DIR); usual: data beside the launcher")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--retention",
            paramLabel = "SPAN",
            description = "how long runs are kept after their end (CARILLON_RETENTION), or forever; usual: 30d")
    private @Nullable String retention;

    @Option(
            names = "--retention-dead",
            paramLabel = "SPAN",
            description = "the same for dead letters that nobody deals with (CARILLON_RETENTION_DEAD); usual: 90d")
    private @Nullable String retentionDead;

    @Option(
            names = "--retention-logs",
            paramLabel = "SPAN",
            description = "how long what runs say is kept (CARILLON_RETENTION_LOGS), or forever; usual: 7d")
    private @Nullable String retentionLogs;

    @Option(
            names = "--log-limit",
            paramLabel = "KIB",
            description = "how much of what an attempt says is kept (CARILLON_LOG_LIMIT); 0 keeps nothing; usual: 1024")
    private @Nullable Long logLimit;

    @Option(
            names = "--log-followers",
            paramLabel = "N",
            description = "how many may follow logs at once on this node (CARILLON_LOG_FOLLOWERS); usual: 200")
    private @Nullable Integer logFollowers;

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "how others reach the HTTP port, for callbacks (CARILLON_PUBLIC_URL);"
                    + " usual: on loopback its address, else none")
    private @Nullable String publicUrl;

    @Option(
            names = "--advertise",
            paramLabel = "HOST[:PORT]",
            description = "where other nodes and workers reach the gRPC port (CARILLON_ADVERTISE);"
                    + " usual: what this machine calls itself")
    private @Nullable String advertise;

    @Option(
            names = "--membership",
            paramLabel = "URL",
            description = "where the nodes of a cluster find each other (CARILLON_MEMBERSHIP): database, or"
                    + " zookeeper://host,host2/path, etcd://host/path, redis://host/path, with TLS zookeepers://, etcds://,"
                    + " rediss://; the same for all nodes; usual: database")
    private @Nullable String membership;

    @Option(
            names = "--membership-ca",
            paramLabel = "FILE",
            description =
                    "PEM: who vouches for what --membership names (CARILLON_MEMBERSHIP_CA); usual: whom the JVM believes")
    private @Nullable Path membershipAuthority;

    @Option(
            names = "--membership-cert",
            paramLabel = "FILE",
            description = "PEM: what this node shows to etcd or Redis (CARILLON_MEMBERSHIP_CERT); usual: nothing")
    private @Nullable Path membershipCertificate;

    @Option(
            names = "--membership-key",
            paramLabel = "FILE",
            description = "PEM: that certificate's private key, in PKCS#8 (CARILLON_MEMBERSHIP_KEY)")
    private @Nullable Path membershipKey;

    @Option(
            names = "--archive-dir",
            paramLabel = "DIR",
            description = "where history is written before it is deleted (CARILLON_ARCHIVE_DIR); usual: nowhere")
    private @Nullable Path archiveDirectory;

    @Option(
            names = "--grpc-tls-cert",
            paramLabel = "FILE",
            description = "PEM: what the gRPC port shows, with its chain (CARILLON_GRPC_TLS_CERT); usual: no TLS")
    private @Nullable Path tlsCertificate;

    @Option(
            names = "--grpc-tls-key",
            paramLabel = "FILE",
            description = "PEM: the certificate's private key, in PKCS#8 (CARILLON_GRPC_TLS_KEY)")
    private @Nullable Path tlsKey;

    @Option(
            names = "--grpc-tls-client-ca",
            paramLabel = "FILE",
            description =
                    "PEM: who vouches for workers, which then need certificates too (CARILLON_GRPC_TLS_CLIENT_CA)")
    private @Nullable Path tlsClientAuthority;

    @Option(
            names = "--grpc-tls-peer-ca",
            paramLabel = "FILE",
            description = "PEM: who vouches for other nodes (CARILLON_GRPC_TLS_PEER_CA);"
                    + " usual: who vouches for workers, or else for this node")
    private @Nullable Path tlsPeerAuthority;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description =
                    "the token that opens everything; prefer the variable CARILLON_ADMIN_TOKEN, as other users of "
                            + "this machine can see flags; usual: one made at the first start and kept in the data directory")
    private @Nullable String adminToken;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "settings, as lines of NAME=VALUE with the variables' names (CARILLON_CONFIG)")
    private @Nullable Path config;

    NodeOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    ServerSettings settings(InetAddress address) {
        Settings given = Settings.of(terminal, config)
                .with(Settings.HTTP_PORT, httpPort)
                .with(Settings.GRPC_PORT, grpcPort)
                .with(Settings.MANAGEMENT_PORT, managementPort)
                .with(Settings.DATA_DIR, dataDirectory)
                .with(Settings.RETENTION, retention)
                .with(Settings.RETENTION_DEAD, retentionDead)
                .with(Settings.RETENTION_LOGS, retentionLogs)
                .with(Settings.LOG_LIMIT, logLimit)
                .with(Settings.LOG_FOLLOWERS, logFollowers)
                .with(Settings.PUBLIC_URL, publicUrl)
                .with(Settings.ADVERTISE, advertise)
                .with(Settings.MEMBERSHIP, membership)
                .with(Settings.MEMBERSHIP_CA, membershipAuthority)
                .with(Settings.MEMBERSHIP_CERT, membershipCertificate)
                .with(Settings.MEMBERSHIP_KEY, membershipKey)
                .with(Settings.ARCHIVE_DIR, archiveDirectory)
                .with(Settings.GRPC_TLS_CERT, tlsCertificate)
                .with(Settings.GRPC_TLS_KEY, tlsKey)
                .with(Settings.GRPC_TLS_CLIENT_CA, tlsClientAuthority)
                .with(Settings.GRPC_TLS_PEER_CA, tlsPeerAuthority)
                .with(Settings.ADMIN_TOKEN, adminToken);
        Settings whole = given.with(Settings.DATA_DIR, given.dataDirectory());
        for (String file : FILES) {
            whole = whole.with(file, given.path(file).orElse(null));
        }
        Settings resolved = whole;
        return ServerSettings.read(name -> resolved.get(name).orElse(null), address);
    }
}
