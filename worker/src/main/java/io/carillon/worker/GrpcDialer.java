package io.carillon.worker;

import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.CallCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

/** Opens every stream over a connection of its own: the one before may be dead without the socket knowing it. */
final class GrpcDialer implements NodeLink.Dialer {

    /** Params of many assignments come in one frame. */
    private static final int MAX_FRAME_BYTES = 16 << 20;

    private final ServerAddress server;
    private final CallCredentials credentials;

    GrpcDialer(ServerAddress server, String token) {
        this.server = server;
        this.credentials = new BearerToken(token);
    }

    @Override
    public NodeLink dial(NodeLink.Listener listener) {
        var channel = openChannel();
        var stub = WorkerGatewayGrpc.newStub(channel).withCallCredentials(credentials);
        var link = new GrpcLink(channel, listener);
        stub.connect(link);
        return link;
    }

    private ManagedChannel openChannel() {
        return Grpc.newChannelBuilder(server.target(), InsecureChannelCredentials.create())
                .directExecutor()
                .disableRetry()
                .maxInboundMessageSize(MAX_FRAME_BYTES)
                .build();
    }
}
