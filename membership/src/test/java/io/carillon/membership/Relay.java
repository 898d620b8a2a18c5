package io.carillon.membership;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a client and its server, and can keep back what one says to the other while both believe that they are connected. */
final class Relay implements AutoCloseable {

    private final ServerSocket door;
    private volatile int port;
    private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private boolean held;
    private int kept;

    Relay(int port) {
        this.port = port;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Whoever connects from now on is led to another server; those who are connected stay where they are. */
    void leadTo(int otherPort) {
        port = otherPort;
    }

    /** From now on nothing arrives, and nobody is told. */
    synchronized void hold() {
        held = true;
    }

    /** What was kept back arrives now, and has when this returns. */
    synchronized void release() throws InterruptedException {
        letPass();
        while (kept > 0) {
            wait();
        }
    }

    private synchronized void letPass() {
        held = false;
        notifyAll();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        sockets.add(server);
        try {
            passing(() -> server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            Thread.ofVirtual().start(() -> pass(client, server));
            pass(server, client);
        } catch (IOException | InterruptedException away) {
            close(client);
            close(server);
        }
    }

    /** Also bytes of a connection that its client has given up arrive: they were on their way. */
    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var bytes = new byte[8192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                int said = length;
                passing(() -> out.write(bytes, 0, said));
            }
            passing(to::shutdownOutput);
        } catch (IOException | InterruptedException broken) {
            close(to);
        }
    }

    private interface Passage {

        void make() throws IOException;
    }

    private void passing(Passage passage) throws IOException, InterruptedException {
        await();
        try {
            passage.make();
        } finally {
            made();
        }
    }

    private synchronized void await() throws InterruptedException {
        kept++;
        while (held) {
            wait();
        }
    }

    private synchronized void made() {
        kept--;
        notifyAll();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        letPass();
        sockets.forEach(Relay::close);
        try {
            door.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
