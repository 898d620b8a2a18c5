package io.carillon.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands between two processes on this machine, and can stop to pass anything on while every socket stays open. */
public final class TestingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Queue<Pipe> pipes = new ConcurrentLinkedQueue<>();
    private volatile boolean isolated;

    private TestingProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    public static TestingProxy to(int port) throws IOException {
        var proxy = new TestingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port);
        start(proxy::accept);
        return proxy;
    }

    public int port() {
        return server.getLocalPort();
    }

    public int connections() {
        return pipes.size() / 2;
    }

    /** Whatever is said from now on over the connections that are open is swallowed. */
    public void freeze() {
        pipes.forEach(pipe -> pipe.frozen = true);
    }

    /** The same, and connections that are opened from now on pass nothing on either. */
    public void isolate() {
        isolated = true;
        freeze();
    }

    /** New connections work again. Those that were frozen stay so: what they swallowed is missing. */
    public void heal() {
        isolated = false;
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                open(new Pipe(near, far));
                open(new Pipe(far, near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void open(Pipe pipe) {
        pipes.add(pipe);
        if (isolated) {
            pipe.frozen = true;
        }
        start(pipe);
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "testing-proxy");
        thread.setDaemon(true);
        thread.start();
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
