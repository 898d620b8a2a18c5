package io.carillon.worker;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One stream and its connection. Frames are sent by the worker's own thread only; what arrives comes on gRPC's. */
final class GrpcLink implements NodeLink, ClientResponseObserver<WorkerFrame, NodeFrame> {

    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final ManagedChannel channel;
    private final Listener listener;
    private final boolean encrypted;
    private volatile boolean heard;
    private @Nullable ClientCallStreamObserver<WorkerFrame> call;
    private boolean hungUp;

    GrpcLink(ManagedChannel channel, Listener listener, boolean encrypted) {
        this.channel = channel;
        this.listener = listener;
        this.encrypted = encrypted;
    }

    /** Called by gRPC before the stream is opened, on the thread that opens it. */
    @Override
    public void beforeStart(ClientCallStreamObserver<WorkerFrame> stream) {
        call = stream;
        stream.setOnReadyHandler(listener::ready);
    }

    @Override
    public void send(WorkerFrame frame) {
        if (!hungUp) {
            call().onNext(frame);
        }
    }

    @Override
    public boolean isReady() {
        return !hungUp && call().isReady();
    }

    @Override
    public void hangUp(boolean politely) {
        if (hungUp) {
            return;
        }
        hungUp = true;
        if (politely) {
            call().onCompleted();
            awaitFarewell();
        }
        channel.shutdownNow();
    }

    private void awaitFarewell() {
        channel.shutdown();
        try {
            channel.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onNext(NodeFrame frame) {
        heard = true;
        listener.received(frame);
    }

    @Override
    public void onError(Throwable error) {
        channel.shutdownNow();
        var status = Status.fromThrowable(error);
        Optional<String> trouble = heard ? Optional.empty() : TlsTrouble.of(status, encrypted);
        listener.lost(
                trouble.isPresent() ? Loss.HANDSHAKE_FAILED : loss(status), trouble.orElseGet(() -> text(status)));
    }

    @Override
    public void onCompleted() {
        channel.shutdownNow();
        listener.lost(Loss.CLOSED, "the node ended the stream");
    }

    private ClientCallStreamObserver<WorkerFrame> call() {
        return Objects.requireNonNull(call, "the stream was not opened");
    }

    private static Loss loss(Status status) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED -> Loss.UNAUTHENTICATED;
            case UNAVAILABLE -> Loss.UNREACHABLE;
            default -> Loss.CLOSED;
        };
    }

    private static String text(Status status) {
        var text = status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
        return status.getCause() == null
                ? text
                : text + " (" + status.getCause().getMessage() + ")";
    }
}
