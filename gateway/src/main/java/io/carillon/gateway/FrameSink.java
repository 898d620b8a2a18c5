package io.carillon.gateway;

import io.carillon.protocol.v1.NodeFrame;

/** The sending half of one worker's stream. Called by several threads; a stream that is gone swallows what it is given. */
public interface FrameSink {

    void send(NodeFrame frame);

    /** Ends the stream. */
    void close();
}
