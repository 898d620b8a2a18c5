package io.carillon.chaos.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One line of our own, over loopback, on which somebody makes the weather. */
public final class FaultProxy implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final int CONNECT_MILLIS = 2_000;

    private final ServerSocket listener;
    private final int target;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private volatile Weather weather = Weather.CLEAR;

    private FaultProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** Leads to a port on loopback, where nobody has to listen yet. */
    public static FaultProxy to(int target) {
        try {
            var proxy = new FaultProxy(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on. A cut resets what is connected; so does the end of swallowing, for those that lost something. */
    public void become(Weather next) {
        weather = next;
        for (Passage passage : passages) {
            if (next instanceof Weather.Cut || passage.hasLostBytes()) {
                passage.reset();
            }
        }
    }

    /** Resets what is connected, once; whoever wants to may connect again. */
    public void reset() {
        passages.forEach(Passage::reset);
    }

    @Override
    public void close() {
        Sockets.close(listener);
        reset();
    }

    Weather weather() {
        return weather;
    }

    void ended(Passage passage) {
        passages.remove(passage);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                Thread.ofVirtual().start(() -> connect(caller));
            } catch (IOException closed) {
                // Nobody is let in any more, or this one was gone before he was.
            }
        }
    }

    private void connect(Socket caller) {
        if (weather instanceof Weather.Cut) {
            Sockets.reset(caller);
            return;
        }
        var callee = new Socket();
        try {
            callee.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
            caller.setTcpNoDelay(true);
            callee.setTcpNoDelay(true);
        } catch (IOException refused) {
            Sockets.reset(caller);
            Sockets.reset(callee);
            return;
        }
        var passage = new Passage(this, caller, callee);
        passages.add(passage);
        passage.begin();
        if (weather instanceof Weather.Cut) {
            passage.reset();
        }
    }
}
