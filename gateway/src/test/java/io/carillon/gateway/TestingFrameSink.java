package io.carillon.gateway;

import io.carillon.protocol.v1.NodeFrame;
import java.util.ArrayList;
import java.util.List;

/** A stream that keeps what was sent on it. */
final class TestingFrameSink implements FrameSink {

    private final List<NodeFrame> frames = new ArrayList<>();
    private boolean closed;

    @Override
    public synchronized void send(NodeFrame frame) {
        if (!closed) {
            frames.add(frame);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    synchronized List<NodeFrame> frames() {
        return List.copyOf(frames);
    }

    synchronized NodeFrame last() {
        return frames.getLast();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** The code of the refusal that ended the stream. */
    String refusal() {
        if (!isClosed() || !last().hasRefused()) {
            throw new AssertionError("not refused: closed=" + isClosed() + " frames=" + frames());
        }
        return last().getRefused().getCode();
    }
}
