package io.carillon.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happened, in order: a hash of all of it, and the end of it in words. */
final class Trace {

    private static final int KEPT = 60;

    private final @Nullable Line[] lines = new Line[KEPT];
    private final boolean detailed;
    private long hash = 0xCBF29CE484222325L;
    private long count;

    Trace(boolean detailed) {
        this.detailed = detailed;
    }

    private record Line(Instant at, String text) {}

    void add(Instant at, String text) {
        mix(at.getEpochSecond());
        mix(at.getNano());
        for (int i = 0; i < text.length(); i++) {
            mix(text.charAt(i));
        }
        lines[(int) (count++ % KEPT)] = new Line(at, text);
    }

    /** Says what is only worth saying where somebody will read it; the hash knows nothing of it. */
    void explain(Instant at, Supplier<String> text) {
        if (detailed) {
            lines[(int) (count++ % KEPT)] = new Line(at, text.get());
        }
    }

    long hash() {
        return hash;
    }

    long count() {
        return count;
    }

    /** The last lines, in order. */
    List<String> last(int most) {
        var last = new ArrayList<String>();
        for (long i = Math.max(0, count - Math.min(most, KEPT)); i < count; i++) {
            Line line = lines[(int) (i % KEPT)];
            if (line != null) {
                last.add(line.at() + "  " + line.text());
            }
        }
        return last;
    }

    private void mix(long value) {
        hash = (hash ^ value) * 0x100000001B3L;
    }
}
