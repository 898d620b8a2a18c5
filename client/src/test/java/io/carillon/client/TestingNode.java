package io.carillon.client;

import io.carillon.protocol.v1.feed.FeedGatewayGrpc;
import io.carillon.protocol.v1.feed.FeedWire;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node on loopback that takes batches, and answers as a test says. */
final class TestingNode extends FeedGatewayGrpc.FeedGatewayImplBase implements AutoCloseable {

    static final String TOKEN = "a-token-for-this-test";

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final int room;
    private final Server server;

    private TestingNode(int room) {
        this.room = room;
        this.server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                .addService(this)
                .intercept(new Guard())
                .build();
    }

    /** @param room how many batches it takes at once */
    static TestingNode start(int room) {
        try {
            var node = new TestingNode(room);
            node.server.start();
            return node;
        } catch (IOException noSocket) {
            throw new UncheckedIOException(noSocket);
        }
    }

    /** A batch, and the stream on which it came. */
    record Heard(FeedWire.Batch batch, StreamObserver<FeedWire.Answered> stream) {

        void take(long... ids) {
            var taken = FeedWire.Taken.newBuilder().setNumber(batch.getNumber());
            for (long id : ids) {
                taken.addRunIds(id);
            }
            stream.onNext(FeedWire.Answered.newBuilder().setTaken(taken).build());
        }

        void answer(FeedWire.Refused.Builder refused) {
            stream.onNext(FeedWire.Answered.newBuilder()
                    .setRefused(refused.setNumber(batch.getNumber()))
                    .build());
        }

        void answer(FeedWire.Unknown.Builder unknown) {
            stream.onNext(FeedWire.Answered.newBuilder()
                    .setUnknown(unknown.setNumber(batch.getNumber()))
                    .build());
        }

        void breakOff() {
            stream.onError(Status.UNAVAILABLE.withDescription("the cable").asRuntimeException());
        }
    }

    private static final class Guard implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (("Bearer " + TOKEN).equals(headers.get(AUTHORIZATION))) {
                return next.startCall(call, headers);
            }
            call.close(Status.UNAUTHENTICATED.withDescription("a valid token is required"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
    }

    @Override
    public StreamObserver<FeedWire.Asked> feed(StreamObserver<FeedWire.Answered> stream) {
        streams.incrementAndGet();
        stream.onNext(FeedWire.Answered.newBuilder()
                .setWelcome(FeedWire.Welcome.newBuilder().setNodeId("node-a").setBatches(room))
                .build());
        return new StreamObserver<>() {
            @Override
            public void onNext(FeedWire.Asked asked) {
                heard.add(new Heard(asked.getBatch(), stream));
            }

            @Override
            public void onError(Throwable broken) {
                // The client hung up.
            }

            @Override
            public void onCompleted() {
                stream.onCompleted();
            }
        };
    }

    String address() {
        return "localhost:" + server.getPort();
    }

    Heard next() throws InterruptedException {
        Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no batch came");
        }
        return next;
    }

    boolean hasHeardNothing() {
        return heard.isEmpty();
    }

    int streams() {
        return streams.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
