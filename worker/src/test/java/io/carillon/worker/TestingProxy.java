package io.carillon.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between a worker and a node, and can stop to pass anything on while every socket stays open. */
final class TestingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Queue<Pipe> pipes = new ConcurrentLinkedQueue<>();

    private TestingProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    static TestingProxy to(int port) throws IOException {
        var proxy = new TestingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return pipes.size() / 2;
    }

    /** Whatever is said from now on over the connections that are open is swallowed. */
    void freeze() {
        pipes.forEach(pipe -> pipe.frozen = true);
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                start(new Pipe(near, far));
                start(new Pipe(far, near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void start(Pipe pipe) {
        pipes.add(pipe);
        Thread.ofVirtual().start(pipe);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var pipe : pipes) {
            pipe.from.close();
        }
    }

    private static final class Pipe implements Runnable {

        private final Socket from;
        private final Socket to;
        private volatile boolean frozen;

        private Pipe(Socket from, Socket to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void run() {
            var buffer = new byte[8_192];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!frozen) {
                        out.write(buffer, 0, read);
                    }
                }
            } catch (IOException closed) {
                // One side hung up, and by leaving this block the other hears of it.
            }
        }
    }
}
