package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.Level;

/**
 * Passes on what a script prints to the log of its run, line by line. Of a line that is too long the beginning is told. While the log has
 * no room, no line is made of what comes: the latest of it is held as bytes, and of the rest the lines are counted, so that a script that
 * floods is not made to wait for its log.
 */
final class OutputLines {

    static final String SOURCE = "output";
    static final int HELD = 64 << 10;

    private static final int LONGEST = 8 << 10;

    private final JobContext run;
    private final byte[] line = new byte[LONGEST];
    private final byte[] held = new byte[HELD];
    private int length;
    private boolean tooLong;
    private boolean holding;

    /** How many bytes came since it holds them, how many lines ended in those that it no longer has. */
    private long came;

    private long lostLines;

    OutputLines(JobContext run) {
        this.run = run;
    }

    void take(byte[] chunk, int size) {
        if (holding && run.hasLogRoom()) {
            letGo();
        }
        if (holding) {
            hold(chunk, size);
        } else {
            split(chunk, 0, size);
            holding = !run.hasLogRoom();
        }
    }

    /** Tells what is held, and what was printed without an end of the line. */
    void end() {
        if (holding) {
            letGo();
        }
        if (length > 0) {
            tell();
        }
    }

    private void split(byte[] bytes, int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes[at] == '\n') {
                tell();
            } else if (length < LONGEST && !tooLong) {
                line[length++] = bytes[at];
            } else {
                tooLong = true;
            }
        }
    }

    private void tell() {
        boolean windows = length > 0 && line[length - 1] == '\r';
        var text = new String(line, 0, windows ? length - 1 : length, StandardCharsets.UTF_8);
        length = 0;
        run.log(Level.INFO, SOURCE, tooLong ? text + "…" : text);
        tooLong = false;
    }

    private void hold(byte[] chunk, int size) {
        for (int at = 0; at < size; at++) {
            int place = (int) (came % HELD);
            if (came >= HELD && held[place] == '\n') {
                lostLines++;
            }
            held[place] = chunk[at];
            came++;
        }
    }

    private void letGo() {
        byte[] latest = latest();
        int from = 0;
        if (came > HELD) {
            from = beginning(latest);
            run.leaveOut(lostLines, came - HELD + from);
        }
        holding = false;
        came = 0;
        lostLines = 0;
        split(latest, from, latest.length);
    }

    /** Where the first line begins of which nothing was lost. A line that goes on through all of it is still the one that it was. */
    private int beginning(byte[] latest) {
        for (int at = 0; at < latest.length; at++) {
            if (latest[at] == '\n') {
                lostLines++;
                length = 0;
                tooLong = false;
                return at + 1;
            }
        }
        tooLong = true;
        return latest.length;
    }

    /** What is held, oldest first. */
    private byte[] latest() {
        int count = (int) Math.min(came, HELD);
        var latest = new byte[count];
        int oldest = (int) ((came - count) % HELD);
        int first = Math.min(count, HELD - oldest);
        System.arraycopy(held, oldest, latest, 0, first);
        System.arraycopy(held, 0, latest, first, count - first);
        return latest;
    }
}
