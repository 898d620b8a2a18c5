package io.carillon.server.node;

import io.carillon.gateway.feed.FeedAnswers;
import io.carillon.gateway.feed.FeedDesk;
import io.carillon.gateway.feed.FeedRoom;
import io.carillon.model.NodeId;
import io.carillon.protocol.v1.feed.FeedGatewayGrpc;
import io.carillon.protocol.v1.feed.FeedWire;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What clients feed, each batch on a thread of its own. */
final class FeedEndpoint extends FeedGatewayGrpc.FeedGatewayImplBase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(FeedEndpoint.class);

    /** By then what was asked before the end is answered. */
    private static final int FAREWELL_SECONDS = 2;

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("carillon-feed-", 0).factory());
    private final Set<FeedStream> streams = ConcurrentHashMap.newKeySet();
    private final FeedRoom room = new FeedRoom();
    private final NodeId self;
    private final FeedDesk desk;
    private final FeedMetrics metrics;

    FeedEndpoint(NodeId self, FeedDesk desk, MeterRegistry registry) {
        this.self = self;
        this.desk = desk;
        this.metrics = new FeedMetrics(registry);
    }

    @Override
    public StreamObserver<FeedWire.Asked> feed(StreamObserver<FeedWire.Answered> outgoing) {
        var stream = new FeedStream((ServerCallStreamObserver<FeedWire.Answered>) outgoing, this::enter, this::forget);
        streams.add(stream);
        metrics.opened();
        stream.open(self);
        return stream;
    }

    private void forget(FeedStream stream) {
        if (streams.remove(stream)) {
            metrics.closed();
        }
    }

    private void enter(FeedStream stream, FeedWire.Batch batch) {
        room.enter(batch, () -> begin(stream, batch));
    }

    private void begin(FeedStream stream, FeedWire.Batch batch) {
        stream.begun();
        try {
            threads.execute(() -> end(stream, batch, metrics.answer().record(() -> answer(batch))));
        } catch (RejectedExecutionException closed) {
            room.leave(batch);
        }
    }

    private void end(FeedStream stream, FeedWire.Batch batch, FeedWire.Answered answered) {
        room.leave(batch);
        metrics.answered(answered);
        stream.answer(answered);
    }

    /** Whatever goes wrong here, who asked is told of it, and not that nothing happened. */
    private FeedWire.Answered answer(FeedWire.Batch batch) {
        try {
            return desk.answer(batch);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return FeedAnswers.unknown(batch.getNumber(), "stopping", "this node is stopping; ask another");
        } catch (RuntimeException bug) {
            log.error("event=batch-failed", bug);
            return FeedAnswers.unknown(batch.getNumber(), "internal-error", "something went wrong here; see the log");
        }
    }

    /** Nothing new is begun; what was is answered, by that nobody knows if its answer does not come at once. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                var _ = threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException hurried) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
        streams.forEach(FeedStream::leave);
    }
}
