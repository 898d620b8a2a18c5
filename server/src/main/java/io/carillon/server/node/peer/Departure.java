package io.carillon.server.node.peer;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/** Notes whether a call has left this process: one that never found a connection has done nothing anywhere. */
final class Departure extends ClientStreamTracer.Factory {

    static final CallOptions.Key<Departure> KEY = CallOptions.Key.create("departure");

    /** Puts the note beside each call that has one. */
    static final ClientInterceptor NOTED = new ClientInterceptor() {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            Departure departure = options.getOption(KEY);
            return next.newCall(method, departure == null ? options : options.withStreamTracerFactory(departure));
        }
    };

    private volatile boolean takenPlace;

    boolean hasTakenPlace() {
        return takenPlace;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata sent) {
                takenPlace = true;
            }
        };
    }
}
