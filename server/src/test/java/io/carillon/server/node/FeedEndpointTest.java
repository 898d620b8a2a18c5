package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import io.carillon.gateway.feed.FeedDesk;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.protocol.v1.feed.FeedGatewayGrpc;
import io.carillon.protocol.v1.feed.FeedWire;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much a node takes of what is sent to it, over a real line, and what it says when it goes. */
@Timeout(60)
class FeedEndpointTest {

    private static final int ROOM = 16;
    private static final int PATIENCE_SECONDS = 20;

    private final TestingClock clock = TestingClock.at("2027-01-01T00:00:00Z");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore allowed = new Semaphore(0);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final FeedEndpoint endpoint = new FeedEndpoint(
            new NodeId("node-a"),
            new FeedDesk(this::answer, new TestingStore(clock).catalog(), clock, Optional::empty),
            registry);
    private final Server server = NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
            .addService(endpoint)
            .build();
    private ManagedChannel channel;

    @BeforeEach
    void start() throws IOException {
        server.start();
        channel = NettyChannelBuilder.forTarget(
                        "dns:///localhost:" + server.getPort(), InsecureChannelCredentials.create())
                .build();
    }

    @AfterEach
    void stop() {
        allowed.release(1_000);
        channel.shutdownNow();
        server.shutdownNow();
        endpoint.close();
    }

    /** Answers when the test allows it, with as many runs as were asked for. */
    private Reply answer(Command command, Duration patience) throws InterruptedException {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        begun.release();
        allowed.acquire();
        underWay.decrementAndGet();
        if (command instanceof Command.TriggerBatch batch
                && batch.key().name().value().equals("broken")) {
            throw new IllegalStateException("a bug");
        }
        return new Reply.RunsMade(List.of(new RunId(1)));
    }

    @Test
    void a_stream_is_told_at_once_how_much_may_be_sent() throws InterruptedException {
        var welcome = new Client().next().getWelcome();

        assertThat(welcome.getNodeId()).isEqualTo("node-a");
        assertThat(welcome.getBatches()).isEqualTo(ROOM);
        assertThat(welcome.getBatchRuns()).isEqualTo(10_000);
        assertThat(welcome.getBatchBytes()).isEqualTo(8 << 20);
    }

    @Test
    void who_sends_more_is_not_read_from_until_something_is_answered() throws InterruptedException {
        var client = new Client();
        for (int number = 0; number < 3 * ROOM; number++) {
            client.send(batch(number, "nightly", 1));
        }
        await(begun, ROOM);

        allowed.release(3 * ROOM);

        await(begun, 2 * ROOM);
        client.awaitTaken(3 * ROOM);
        assertThat(most).hasValue(ROOM);
    }

    @Test
    void all_streams_together_send_no_more_runs_than_the_node_holds() throws InterruptedException {
        var clients = List.of(new Client(), new Client(), new Client());
        for (Client client : clients) {
            client.send(batch(1, "nightly", 10_000));
        }
        await(begun, 2);

        allowed.release(3);

        await(begun, 1);
        for (Client client : clients) {
            client.awaitTaken(1);
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void a_frame_that_a_later_client_sends_is_passed_over() throws InterruptedException {
        var client = new Client();
        allowed.release();

        client.send(FeedWire.Asked.getDefaultInstance());
        client.send(batch(1, "nightly", 1));

        client.awaitTaken(1);
    }

    @Test
    void who_has_nothing_more_to_send_still_gets_his_answers_before_the_stream_ends() throws InterruptedException {
        var client = new Client();
        client.send(batch(1, "nightly", 1));
        client.stream.onCompleted();
        await(begun, 1);

        allowed.release();

        client.awaitTaken(1);
        assertThat(client.end()).isEqualTo(Status.Code.OK);
        assertThat(registry.get("carillon.feed.streams").gauge().value()).isZero();
    }

    @Test
    void of_a_batch_that_breaks_the_node_nobody_claims_to_know() throws InterruptedException {
        var client = new Client();
        allowed.release();

        client.send(batch(1, "broken", 1));

        client.next();
        assertThat(client.next().getUnknown().getCode()).isEqualTo("internal-error");
        assertThat(batches("unknown")).isEqualTo(1);
    }

    @Test
    void what_is_under_way_when_the_node_goes_is_said_to_be_unknown_and_then_the_stream_ends()
            throws InterruptedException {
        var client = new Client();
        client.send(batch(1, "nightly", 1));
        await(begun, 1);

        endpoint.close();

        client.next();
        assertThat(client.next().getUnknown().getCode()).isEqualTo("stopping");
        assertThat(client.end()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void what_is_taken_and_refused_is_counted() throws InterruptedException {
        var client = new Client();
        allowed.release();

        client.send(batch(1, "nightly", 1));
        client.send(batch(2, "No Name", 1));
        client.next();
        client.next();
        client.next();

        assertThat(batches("taken")).isEqualTo(1);
        assertThat(batches("refused")).isEqualTo(1);
        assertThat(registry.get("carillon.feed.runs").counter().count()).isEqualTo(1);
        assertThat(registry.get("carillon.feed.streams").gauge().value()).isEqualTo(1);
    }

    private double batches(String outcome) {
        return registry.get("carillon.feed.batches")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static void await(Semaphore signal, int times) throws InterruptedException {
        assertThat(signal.tryAcquire(times, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private static FeedWire.Asked batch(long number, String job, int runs) {
        return FeedWire.Asked.newBuilder()
                .setBatch(FeedWire.Batch.newBuilder()
                        .setNumber(number)
                        .setNamespace("default")
                        .setJob(job)
                        .addAllRuns(Collections.nCopies(runs, FeedWire.Run.getDefaultInstance())))
                .build();
    }

    /** Sends whatever it is told to, however much that is. */
    private final class Client implements StreamObserver<FeedWire.Answered> {

        private final BlockingQueue<FeedWire.Answered> answers = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status.Code> ends = new LinkedBlockingQueue<>();
        private final StreamObserver<FeedWire.Asked> stream =
                FeedGatewayGrpc.newStub(channel).feed(this);

        void send(FeedWire.Asked asked) {
            stream.onNext(asked);
        }

        FeedWire.Answered next() throws InterruptedException {
            FeedWire.Answered next = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no answer came");
            }
            return next;
        }

        /** Passes the welcome over. */
        void awaitTaken(int batches) throws InterruptedException {
            next();
            for (int i = 0; i < batches; i++) {
                assertThat(next().hasTaken()).isTrue();
            }
        }

        Status.Code end() throws InterruptedException {
            Status.Code end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (end == null) {
                throw new AssertionError("the stream did not end");
            }
            return end;
        }

        @Override
        public void onNext(FeedWire.Answered answered) {
            answers.add(answered);
        }

        @Override
        public void onError(Throwable broken) {
            ends.add(Status.fromThrowable(broken).getCode());
        }

        @Override
        public void onCompleted() {
            ends.add(Status.Code.OK);
        }
    }
}
