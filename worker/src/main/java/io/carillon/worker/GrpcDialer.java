package io.carillon.worker;

import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/** Opens every stream over a connection of its own: the one before may be dead without the socket knowing it. */
final class GrpcDialer implements NodeLink.Dialer {

    /** Params of many assignments come in one frame. */
    private static final int MAX_FRAME_BYTES = 16 << 20;

    private final CallCredentials credentials;
    private final @Nullable WorkerTls tls;

    /** @param tls null to speak in the clear */
    GrpcDialer(String token, @Nullable WorkerTls tls) {
        this.credentials = new BearerToken(token);
        this.tls = tls;
    }

    @Override
    public NodeLink dial(String address, NodeLink.Listener listener) {
        var channel = openChannel(ServerAddress.parse(address));
        var stub = WorkerGatewayGrpc.newStub(channel).withCallCredentials(credentials);
        var link = new GrpcLink(channel, listener, tls != null);
        stub.connect(link);
        return link;
    }

    private ManagedChannel openChannel(ServerAddress server) {
        var encryption = tls == null ? InsecureChannelCredentials.create() : tls.credentials();
        return Grpc.newChannelBuilder(server.target(), encryption)
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_FRAME_BYTES)
                .build();
    }
}
