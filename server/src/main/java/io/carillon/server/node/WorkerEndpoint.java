package io.carillon.server.node;

import io.carillon.engine.SessionId;
import io.carillon.gateway.FrameSink;
import io.carillon.gateway.WorkerSessions;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;

/** The gRPC side of {@link WorkerSessions}: a stream in, a stream out. */
final class WorkerEndpoint extends WorkerGatewayGrpc.WorkerGatewayImplBase {

    /** The port takes more, because nodes hand on to each other what users may send. */
    private static final int MAX_FRAME_BYTES = 4 * 1024 * 1024;

    private final WorkerSessions sessions;

    WorkerEndpoint(WorkerSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public StreamObserver<WorkerFrame> connect(StreamObserver<NodeFrame> outgoing) {
        var sink = new GuardedSink(outgoing);
        SessionId session = sessions.opened(sink);
        return new StreamObserver<>() {
            @Override
            public void onNext(WorkerFrame frame) {
                if (frame.getSerializedSize() > MAX_FRAME_BYTES) {
                    sink.end(Status.RESOURCE_EXHAUSTED.withDescription(
                            "a worker's frame has at most " + MAX_FRAME_BYTES + " bytes"));
                    sessions.closed(session);
                } else {
                    sessions.received(session, frame);
                }
            }

            @Override
            public void onError(Throwable broken) {
                sessions.closed(session);
            }

            @Override
            public void onCompleted() {
                sessions.closed(session);
                outgoing.onCompleted();
            }
        };
    }

    /** A gRPC stream takes one message at a time, and throws once it is gone: what is on it is lost, which its end tells. */
    private static final class GuardedSink implements FrameSink {

        private final StreamObserver<NodeFrame> stream;
        private boolean closed;

        GuardedSink(StreamObserver<NodeFrame> stream) {
            this.stream = stream;
        }

        @Override
        public synchronized void send(NodeFrame frame) {
            if (closed) {
                return;
            }
            try {
                stream.onNext(frame);
            } catch (StatusRuntimeException | IllegalStateException gone) {
                closed = true;
            }
        }

        @Override
        public void close() {
            end(Status.ABORTED.withDescription("the node ended the stream"));
        }

        synchronized void end(Status status) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                stream.onError(status.asRuntimeException());
            } catch (IllegalStateException gone) {
                // The worker was faster.
            }
        }
    }
}
