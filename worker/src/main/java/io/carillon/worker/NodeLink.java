package io.carillon.worker;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.WorkerEvent.Loss;

/** An open stream to a node. */
public interface NodeLink {

    void send(WorkerFrame frame);

    /** Whether a frame sent now would leave rather than wait. */
    boolean isReady();

    /** Ends the stream and the connection beneath it. A polite end lets what was sent arrive. */
    void hangUp(boolean politely);

    /** Opens streams. A stream that cannot be opened is one that is lost at once. */
    interface Dialer {

        /**
         * Opens a stream to a node.
         *
         * @param address one that the worker was given, or that a node has named
         */
        NodeLink dial(String address, Listener listener);
    }

    /** Called by any thread, never for long. */
    interface Listener {

        void received(NodeFrame frame);

        void ready();

        void lost(Loss loss, String message);
    }
}
