package io.carillon.server.node;

import io.carillon.gateway.feed.FeedAnswers;
import io.carillon.model.NodeId;
import io.carillon.protocol.v1.feed.FeedWire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The stream of one client. It is read a frame at a time, and only while less is under way than may be and the client takes its answers:
 * what it sends beyond that stays with it.
 */
final class FeedStream implements StreamObserver<FeedWire.Asked> {

    /** Enough to keep the database busy while the next ones are on their way. */
    private static final int MAX_UNDER_WAY = 16;

    private final ServerCallStreamObserver<FeedWire.Answered> outgoing;
    private final BiConsumer<FeedStream, FeedWire.Batch> batches;
    private final Consumer<FeedStream> ended;
    private int underWay;
    private boolean reading;
    private boolean finished;
    private boolean closed;

    /**
     * @param batches takes what was read, and says when it has begun
     * @param ended hears that the client is gone
     */
    FeedStream(
            ServerCallStreamObserver<FeedWire.Answered> outgoing,
            BiConsumer<FeedStream, FeedWire.Batch> batches,
            Consumer<FeedStream> ended) {
        this.outgoing = outgoing;
        this.batches = batches;
        this.ended = ended;
    }

    /** To be called before gRPC's own call that opens the stream is over. */
    void open(NodeId node) {
        outgoing.disableAutoRequest();
        outgoing.setOnReadyHandler(this::readOn);
        send(FeedAnswers.welcome(node, MAX_UNDER_WAY));
        readOn();
    }

    @Override
    public void onNext(FeedWire.Asked asked) {
        switch (asked.getFrameCase()) {
            case BATCH -> {
                arrived();
                batches.accept(this, asked.getBatch());
            }
            case FRAME_NOT_SET -> begun();
        }
    }

    private synchronized void arrived() {
        underWay++;
    }

    /** What was read last waits no longer, or was nothing that this node knows: the next one may come. */
    synchronized void begun() {
        reading = false;
        readOn();
    }

    synchronized void answer(FeedWire.Answered answered) {
        underWay--;
        send(answered);
        if (finished && underWay == 0 && !closed) {
            closed = true;
            outgoing.onCompleted();
            ended.accept(this);
        }
        readOn();
    }

    private synchronized void readOn() {
        if (!reading && !closed && !finished && underWay < MAX_UNDER_WAY && outgoing.isReady()) {
            reading = true;
            outgoing.request(1);
        }
    }

    /** A stream that is gone takes nothing: whoever had it knows that he has heard of no answer. */
    private synchronized void send(FeedWire.Answered answered) {
        if (closed) {
            return;
        }
        try {
            outgoing.onNext(answered);
        } catch (StatusRuntimeException | IllegalStateException gone) {
            closed = true;
        }
    }

    /** The client has nothing more to send, and still wants its answers. */
    @Override
    public synchronized void onCompleted() {
        finished = true;
        if (underWay == 0 && !closed) {
            closed = true;
            outgoing.onCompleted();
        }
        if (closed) {
            ended.accept(this);
        }
    }

    @Override
    public synchronized void onError(Throwable broken) {
        closed = true;
        ended.accept(this);
    }

    /** This node goes, and says so. */
    synchronized void leave() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            outgoing.onError(Status.UNAVAILABLE
                    .withDescription("this node is stopping; ask another")
                    .asRuntimeException());
        } catch (IllegalStateException gone) {
            // The client was faster.
        }
        ended.accept(this);
    }
}
