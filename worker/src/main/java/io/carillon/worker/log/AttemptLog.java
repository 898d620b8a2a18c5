package io.carillon.worker.log;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.LogBatch;
import io.carillon.worker.core.Text;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** What one attempt says. Any thread may say something; the worker's thread takes it out. */
public final class AttemptLog {

    /** The latest of an attempt that says more than is kept is sent so often, for those who follow it. */
    private static final Duration TAIL_EVERY = Duration.ofSeconds(1);

    /** A name of a logger that is longer says nothing to anybody. */
    private static final int MAX_SOURCE = 128;

    private final Attempt attempt;
    private final LogLimits limits;
    private final LogRoom room;
    private final Listener listener;
    private final ArrayDeque<Line> head = new ArrayDeque<>();
    private final ArrayDeque<Line> tail = new ArrayDeque<>();
    private long headWaiting;
    private long tailWaiting;
    private long said;
    private long size;
    private long leftOut;
    private boolean begun;
    private boolean closed;
    private boolean lastSent;
    private @Nullable Duration notBefore;

    /** Called by any thread. */
    interface Listener {

        /** It has said something for the first time. */
        void begins(AttemptLog log);

        /** Something waits. */
        void stirs();
    }

    AttemptLog(Attempt attempt, LogLimits limits, LogRoom room, Listener listener) {
        this.attempt = attempt;
        this.limits = limits;
        this.room = room;
        this.listener = listener;
    }

    /** Says something. What is said after the attempt has ended is lost. */
    public void add(Instant at, Level level, String source, String text) {
        var fit = Text.cut(Text.clean(text), limits.lineBytes());
        long bytes = Text.bytes(fit) + Line.OVERHEAD;
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        var name = Text.cut(Text.clean(source), MAX_SOURCE);
        synchronized (this) {
            if (closed) {
                return;
            }
            keep(new Line(++said, size, size + bytes, micros, level, name, fit));
            size += bytes;
            begin();
        }
        listener.stirs();
    }

    private void begin() {
        if (!begun) {
            begun = true;
            listener.begins(this);
        }
    }

    /** Whether what is said now does not push out what waits. */
    public synchronized boolean hasRoom() {
        return size < limits.headBytes() || tailWaiting < limits.tailBytes() / 2;
    }

    /** Counts lines that were said and are not to be kept. */
    public void leaveOut(long lines, long bytes) {
        synchronized (this) {
            if (closed || lines <= 0) {
                return;
            }
            said += lines;
            size += Math.max(0, bytes) + lines * Line.OVERHEAD;
            leftOut += lines;
            begin();
        }
        listener.stirs();
    }

    private void keep(Line line) {
        if (line.start() < limits.headBytes()) {
            if (room.take(line.size())) {
                head.add(line);
                headWaiting += line.size();
            } else {
                leftOut++;
            }
            return;
        }
        while (tailWaiting + line.size() > limits.tailBytes() && !tail.isEmpty()) {
            pushOut(tail.remove());
        }
        while (!room.take(line.size())) {
            if (tail.isEmpty()) {
                leftOut++;
                return;
            }
            pushOut(tail.remove());
        }
        tail.add(line);
        tailWaiting += line.size();
    }

    private void pushOut(Line line) {
        tailWaiting -= line.size();
        room.give(line.size());
        leftOut++;
    }

    /** The attempt has ended. */
    public void close() {
        synchronized (this) {
            closed = true;
            if (!begun) {
                return;
            }
        }
        listener.stirs();
    }

    /** Whether all that there is to say was taken. */
    synchronized boolean isDone() {
        return lastSent;
    }

    /** When a batch may be taken; null if there is nothing to take. */
    synchronized @Nullable Duration readyAt() {
        if (!head.isEmpty() || (closed && !isDone())) {
            return Duration.ZERO;
        }
        if (tail.isEmpty()) {
            return null;
        }
        return notBefore == null ? Duration.ZERO : notBefore;
    }

    /** Takes the next lines, if there are any that may go now. */
    synchronized Optional<LogBatch> take(Duration now) {
        var ready = readyAt();
        if (ready == null || ready.compareTo(now) > 0) {
            return Optional.empty();
        }
        var batch = LogBatch.newBuilder().setAttempt(attempt).setLeftOut(leftOut);
        leftOut = 0;
        if (!head.isEmpty()) {
            headWaiting -= fill(batch, head);
        } else {
            tailWaiting -= fill(batch, tail);
            notBefore = now.plus(TAIL_EVERY);
        }
        if (closed && head.isEmpty() && tail.isEmpty()) {
            lastSent = true;
            batch.setLast(true).setSaid(said).setEndsAt(size);
        }
        return Optional.of(batch.build());
    }

    /** Moves lines from where they wait to a batch, and returns how many bytes they have. */
    private long fill(LogBatch.Builder batch, ArrayDeque<Line> from) {
        batch.setStartsAt(from.isEmpty() ? size : from.element().start());
        long bytes = 0;
        while (!from.isEmpty() && (bytes == 0 || bytes + from.element().size() <= limits.batchBytes())) {
            var line = from.remove();
            bytes += line.size();
            batch.addLines(line.toFrame()).setEndsAt(line.end()).setSaid(line.number());
        }
        room.give(bytes);
        return bytes;
    }

    /** Nobody wants it. */
    synchronized void discard() {
        leftOut += head.size() + tail.size();
        room.give(headWaiting + tailWaiting);
        head.clear();
        tail.clear();
        headWaiting = 0;
        tailWaiting = 0;
        lastSent = closed;
    }
}
