package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.model.NodeId;
import io.carillon.server.node.Node;
import io.carillon.store.EmbeddedDatabase;
import io.grpc.InsecureServerCredentials;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

class NodeHealthTest {

    @TempDir
    Path data;

    @Test
    void a_node_whose_database_does_not_answer_is_down() {
        var store = EmbeddedDatabase.open(data);
        var door = new Node.Door(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create(),
                new BearerInterceptor(AdminToken.of(TestingServer.TOKEN, data)));
        try (var node = new Node(
                new NodeId("node-1"),
                door,
                store,
                new SimpleMeterRegistry(),
                _ -> {},
                Settings.DEFAULT,
                LogLimits.of(1 << 20),
                Optional.empty())) {
            var health = new NodeHealth(node);
            assertThat(health.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

            store.close();

            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
        }
    }
}
