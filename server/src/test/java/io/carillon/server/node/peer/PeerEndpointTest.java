package io.carillon.server.node.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Command;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.peer.KeyedRequests;
import io.carillon.gateway.peer.PeerCalls;
import io.carillon.gateway.peer.PeerLine.Word;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node hears of another one that can't answer, over a real line. */
@Timeout(120)
class PeerEndpointTest {

    /** Longer than the test may take: who is left waiting is found out. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final NodeId PEER = new NodeId("node-b");
    private static final Command PAUSE = new Command.PauseJob(JobKey.of("default", "nightly"));

    private final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    private final TestingStore store = new TestingStore(clock);
    private final Peers peers = new Peers(
            InsecureChannelCredentials.create(), "a-token", (_, _) -> Optional.empty(), new SimpleMeterRegistry());
    private final PeerEndpoint endpoint = new PeerEndpoint(
            new PeerCalls(
                    new KeyedRequests(
                            (_, _) -> {
                                throw bug();
                            },
                            store.catalog(),
                            clock),
                    (_, _) -> Optional.empty()),
            () -> {
                throw bug();
            },
            () -> {
                throw bug();
            });
    private final Server server = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
            .addService(endpoint)
            .build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        peers.close();
        server.shutdownNow();
        endpoint.close();
    }

    @Test
    void a_command_that_breaks_its_owner_is_answered_at_once_and_nobody_claims_to_know_what_became_of_it()
            throws Exception {
        assertThat(peers.ask(PEER, address(), PAUSE, PATIENCE))
                .isInstanceOfSatisfying(
                        Word.Lost.class,
                        lost -> assertThat(lost.reason()).contains("INTERNAL").contains("a bug"));
    }

    @Test
    void a_look_and_a_question_for_workers_that_break_are_answered_too() throws Exception {
        assertThat(peers.look(PEER, address(), PATIENCE)).isFalse();
        assertThat(peers.workers(PEER, address(), PATIENCE).getWorkersList()).isEmpty();
    }

    private static IllegalStateException bug() {
        return new IllegalStateException("a bug");
    }

    private String address() {
        return "localhost:" + server.getPort();
    }
}
