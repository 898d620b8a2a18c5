package io.carillon.tasks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The beginning and the end of what a script printed. However much there is, it takes the same room. */
final class CapturedOutput implements Runnable {

    static final int LIMIT = 64 << 10;

    private static final int HALF = LIMIT / 2;
    private static final String CUT = "\n… the rest left out …\n";
    private static final int CHUNK = 8 << 10;

    private final InputStream source;
    private final OutputLines lines;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] ring = new byte[HALF];
    private long total;

    CapturedOutput(InputStream source, OutputLines lines) {
        this.source = source;
        this.lines = lines;
    }

    /** Reads to the end, so that the script never waits for a reader. */
    @Override
    public void run() {
        var chunk = new byte[CHUNK];
        try {
            for (int read = source.read(chunk); read >= 0; read = source.read(chunk)) {
                take(chunk, read);
                lines.take(chunk, read);
            }
        } catch (IOException closed) {
            // The process is gone, and with it whatever else it had to say.
        }
        lines.end();
    }

    private synchronized void take(byte[] chunk, int length) {
        int toHead = Math.min(length, HALF - head.size());
        head.write(chunk, 0, toHead);
        for (int at = toHead; at < length; at++) {
            ring[(int) ((total + at - HALF) % HALF)] = chunk[at];
        }
        total += length;
    }

    synchronized String text() {
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(head.toByteArray());
        if (total > LIMIT) {
            var mark = "\n… " + (total - LIMIT) + " bytes left out …\n";
            whole.writeBytes(mark.getBytes(StandardCharsets.UTF_8));
        }
        whole.writeBytes(tail(Math.clamp(total - HALF, 0, HALF)));
        var captured = CapturedText.of(whole.toByteArray(), StandardCharsets.UTF_8);
        return captured.cut() ? captured.text() + CUT : captured.text();
    }

    /** The last bytes, oldest first. */
    private byte[] tail(int length) {
        var tail = new byte[length];
        for (int i = 0; i < length; i++) {
            tail[i] = ring[(int) ((total - length + i - HALF) % HALF)];
        }
        return tail;
    }
}
