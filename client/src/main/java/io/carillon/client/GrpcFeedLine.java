package io.carillon.client;

import io.carillon.protocol.v1.feed.FeedGatewayGrpc;
import io.carillon.protocol.v1.feed.FeedWire;
import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A stream over a connection of its own: the one before may be dead without the socket knowing it. */
final class GrpcFeedLine implements FeedLine, ClientResponseObserver<FeedWire.Asked, FeedWire.Answered> {

    private static final int KEEP_ALIVE_SECONDS = 10;

    private final ManagedChannel channel;
    private final Listener listener;
    private @Nullable ClientCallStreamObserver<FeedWire.Asked> call;

    private GrpcFeedLine(ManagedChannel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
    }

    /** @param tls null to speak in the clear */
    static Dialer dialer(@Nullable String token, @Nullable FeedTls tls) {
        return (address, listener) -> {
            var encryption = tls == null ? InsecureChannelCredentials.create() : tls.credentials();
            ManagedChannel channel = Grpc.newChannelBuilder(address.target(), encryption)
                    .directExecutor()
                    .disableRetry()
                    .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                    .build();
            var line = new GrpcFeedLine(channel, listener);
            var stub = FeedGatewayGrpc.newStub(channel);
            (token == null ? stub : stub.withCallCredentials(new Bearer(token))).feed(line);
            return line;
        };
    }

    /** Has no text form, so that no log ever holds the token. */
    private static final class Bearer extends CallCredentials {

        private static final Metadata.Key<String> AUTHORIZATION =
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        private final String token;

        Bearer(String token) {
            this.token = token;
        }

        @Override
        public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
            var headers = new Metadata();
            headers.put(AUTHORIZATION, "Bearer " + token);
            applier.apply(headers);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<FeedWire.Asked> stream) {
        call = stream;
    }

    @Override
    public void send(FeedWire.Asked asked) {
        Objects.requireNonNull(call, "the stream was not opened").onNext(asked);
    }

    @Override
    public void hangUp() {
        channel.shutdownNow();
    }

    @Override
    public void onNext(FeedWire.Answered answered) {
        listener.heard(answered);
    }

    @Override
    public void onError(Throwable error) {
        Status status = Status.fromThrowable(error);
        listener.lost(new Loss(kind(status), text(status), error));
    }

    @Override
    public void onCompleted() {
        Status ended = Status.UNAVAILABLE.withDescription("the node ended the stream");
        listener.lost(new Loss(Loss.Kind.PASSING, text(ended), ended.asException()));
    }

    private static Loss.Kind kind(Status status) {
        return switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED -> Loss.Kind.UNAUTHENTICATED;
            case UNIMPLEMENTED, RESOURCE_EXHAUSTED -> Loss.Kind.STRANGE;
            default -> Loss.Kind.PASSING;
        };
    }

    /** The innermost cause says most. */
    private static String text(Status status) {
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String innermost = cause == null ? null : cause.getMessage();
        String description = status.getDescription();
        return innermost != null
                ? innermost
                : description != null ? description : status.getCode().toString();
    }
}
