package io.carillon.chaos.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/** Ends of sockets, of which nobody wants to hear how they went. */
final class Sockets {

    private Sockets() {}

    /** The other side sees a reset, not an orderly end. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // It has ended already.
        }
        close(socket);
    }

    static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // It has ended already.
        }
    }
}
