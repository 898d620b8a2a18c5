package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.model.NodeId;
import io.carillon.store.EmbeddedDatabase;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {

    /** Lets everybody in. */
    private static final class OpenDoor implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(call, headers);
        }
    }

    @TempDir
    Path data;

    @Test
    void a_node_that_cannot_open_its_door_leaves_no_scheduler_running() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            var store = EmbeddedDatabase.open(data);
            Set<Thread> before = loops();
            var node = new Node(
                    new NodeId("node-1"),
                    new Node.Door(address, InsecureServerCredentials.create(), new OpenDoor()),
                    store,
                    new SimpleMeterRegistry(),
                    _ -> {},
                    Settings.DEFAULT,
                    LogLimits.of(1 << 20),
                    Optional.empty());

            Throwable refused = catchThrowable(node::start);

            assertThat(refused).isInstanceOf(IOException.class);
            assertThat(loops()).isEqualTo(before);
            EmbeddedDatabase.open(data).close();
        }
    }

    @Test
    void a_node_that_was_never_started_can_be_closed_and_gives_its_directory_back() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var store = EmbeddedDatabase.open(data);
        var node = new Node(
                new NodeId("node-1"),
                new Node.Door(address, InsecureServerCredentials.create(), new OpenDoor()),
                store,
                new SimpleMeterRegistry(),
                _ -> {},
                Settings.DEFAULT,
                LogLimits.of(1 << 20),
                Optional.empty());

        node.close();
        node.close();

        EmbeddedDatabase.open(data).close();
    }

    private static Set<Thread> loops() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("carillon-loop"))
                .collect(Collectors.toSet());
    }
}
