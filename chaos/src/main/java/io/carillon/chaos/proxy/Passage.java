package io.carillon.chaos.proxy;

import io.carillon.chaos.process.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** One connection through a proxy. */
final class Passage {

    private static final int CHUNK = 64 << 10;

    private final FaultProxy proxy;
    private final Socket caller;
    private final Socket callee;
    private volatile boolean lostBytes;

    Passage(FaultProxy proxy, Socket caller, Socket callee) {
        this.proxy = proxy;
        this.caller = caller;
        this.callee = callee;
    }

    void begin() {
        Thread.ofVirtual().start(() -> carry(caller, callee, true));
        Thread.ofVirtual().start(() -> carry(callee, caller, false));
    }

    boolean hasLostBytes() {
        return lostBytes;
    }

    void reset() {
        Sockets.reset(caller);
        Sockets.reset(callee);
        proxy.ended(this);
    }

    private void carry(Socket from, Socket to, boolean there) {
        var chunk = new byte[CHUNK];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                pass(chunk, length, out, there);
            }
        } catch (IOException broken) {
            reset();
        }
        proxy.ended(this);
    }

    private void pass(byte[] chunk, int length, OutputStream out, boolean there) throws IOException {
        Weather weather = proxy.weather();
        boolean swallowed =
                weather instanceof Weather.Swallowing swallowing && (there ? swallowing.there() : swallowing.back());
        if (swallowed) {
            lostBytes = true;
            return;
        }
        if (lostBytes && !(weather instanceof Weather.Swallowing)) {
            throw new IOException("a part of what was carried is lost: the rest would be another message");
        }
        if (weather instanceof Weather.Slow slow) {
            Times.pass(slow.delay());
        }
        out.write(chunk, 0, length);
    }
}
