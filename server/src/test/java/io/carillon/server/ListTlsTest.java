package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.databases.EtcdServer;
import io.carillon.databases.ListServer;
import io.carillon.databases.RedisServer;
import io.carillon.databases.ZooKeeperServer;
import io.carillon.engine.Charter;
import io.carillon.engine.ClusterRules;
import io.carillon.engine.Membership;
import io.carillon.engine.StoreException;
import io.carillon.membership.BoardAccess;
import io.carillon.membership.BoardAddress;
import io.carillon.membership.BoardMembership;
import io.carillon.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists of nodes that are reached by TLS. */
@Timeout(180)
final class ListTlsTest {

    private static final NodeId NODE = new NodeId("node-1");

    @TempDir
    private Path directory;

    private TestingAuthority authority;
    private TestingAuthority.Identity node;
    private TestingAuthority.Identity server;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = TestingAuthority.in(directory.resolve("ours"));
        server = authority.issue("server");
        node = authority.issue("node");
    }

    @Test
    void etcd_is_spoken_to_by_tls_with_certificates_on_both_sides() throws Exception {
        assumeTrue(EtcdServer.isInstalled(), "etcd is not installed (Debian's etcd-server): nothing of it is tested");
        try (var etcd = EtcdServer.startEncrypted(
                directory.resolve("etcd"), authority.certificate(), server.certificate(), server.key())) {
            assertOpensFor(etcd, shown());
            assertClosedFor(etcd, believing(authority));
            assertClosedFor(etcd, believing(stranger()));
        }
    }

    @Test
    void redis_is_spoken_to_by_tls_with_certificates_on_both_sides() throws Exception {
        try (var redis = RedisServer.startEncrypted(
                directory.resolve("redis"), authority.certificate(), server.certificate(), server.key())) {
            assertOpensFor(redis, shown());
            assertClosedFor(redis, believing(authority));
            assertClosedFor(redis, believing(stranger()));
        }
    }

    @Test
    void zookeeper_is_spoken_to_by_tls() throws Exception {
        Path identity = directory.resolve("identity.pem");
        Files.writeString(identity, Files.readString(server.key()) + Files.readString(server.certificate()));
        try (var keeper = ZooKeeperServer.startEncrypted(directory.resolve("zookeeper"), identity)) {
            assertOpensFor(keeper, believing(authority));
            assertClosedFor(keeper, believing(stranger()));
        }
    }

    private BoardAccess shown() throws Exception {
        return new BoardAccess(null, null, authority.certificate(), node.certificate(), node.key());
    }

    private static BoardAccess believing(TestingAuthority someone) throws Exception {
        return new BoardAccess(null, null, someone.certificate(), null, null);
    }

    private TestingAuthority stranger() throws Exception {
        return TestingAuthority.in(directory.resolve("stranger"));
    }

    private static void assertOpensFor(ListServer list, BoardAccess access) throws InterruptedException {
        try (BoardMembership membership = membership(list, access)) {
            assertThat(renewed(membership)).isTrue();
            assertThat(membership.nodes()).hasSize(1);
        }
    }

    /** The first call pays for the first handshake of a JVM, which may take longer than a call may. */
    private static boolean renewed(Membership membership) throws InterruptedException {
        while (true) {
            try {
                return membership.renew(NODE, Duration.ofHours(1), false).live().contains(NODE);
            } catch (StoreException notYet) {
                Thread.sleep(10);
            }
        }
    }

    private static void assertClosedFor(ListServer list, BoardAccess access) {
        try (BoardMembership membership = membership(list, access)) {
            assertThatThrownBy(membership::nodes)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(list.url());
        }
    }

    private static BoardMembership membership(ListServer list, BoardAccess access) {
        return BoardMembership.open(
                BoardAddress.parse(list.url()), access, new Untouched(), RandomGenerator.getDefault());
    }

    /** Of a cluster that nobody joins. */
    private record Untouched() implements Charter {

        @Override
        public String cluster() {
            return "cluster";
        }

        @Override
        public Instant present() {
            return Instant.parse("2026-11-22T10:00:00Z");
        }

        @Override
        public Optional<String> list() {
            return Optional.empty();
        }

        @Override
        public void agree(ClusterRules rules) {}

        @Override
        public Instant attest(ClusterRules rules) {
            return present();
        }

        @Override
        public void dissolve(ClusterRules rules) {}
    }
}
