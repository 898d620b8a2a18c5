package io.carillon.worker.log;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes what attempts say to a node, a frame at a time: the next one is made when the one before was acknowledged, so that a slow node is
 * never sent more than it has room for. Used by the worker's thread only; attempts say something on any.
 */
public final class LogShipper {

    /** What is said within this time of each other goes together. */
    private static final Duration LINGER = Duration.ofMillis(300);

    private enum Node {
        AWAY,
        TAKES_NONE,
        THERE
    }

    private final LogLimits limits;
    private final LogRoom room;
    private final AttemptLog.Listener listener;
    private final Queue<AttemptLog> begun = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stirred = new AtomicBoolean();
    private final ArrayDeque<AttemptLog> attempts = new ArrayDeque<>();
    private Node node = Node.AWAY;
    private int frameBytes;
    private long sequence;
    private boolean full;
    private @Nullable Logs unacknowledged;
    private @Nullable Duration due;

    /** @param wake called by any thread when there is something to take out, and not again before it was looked for */
    public LogShipper(LogLimits limits, Runnable wake) {
        this.limits = limits;
        this.room = new LogRoom(limits.totalBytes());
        this.listener = new AttemptLog.Listener() {
            @Override
            public void begins(AttemptLog log) {
                begun.add(log);
            }

            @Override
            public void stirs() {
                if (!stirred.get() && stirred.compareAndSet(false, true)) {
                    wake.run();
                }
            }
        };
    }

    /** Where an attempt says what it has to say; one that says nothing costs no more than this. */
    public AttemptLog open(Attempt attempt) {
        return new AttemptLog(attempt, limits, room, listener);
    }

    /** There is a node, which takes frames of this size; 0 if it takes none. What was not acknowledged goes again. */
    public void welcomed(int bytes, Duration now) {
        node = bytes > 0 ? Node.THERE : Node.TAKES_NONE;
        frameBytes = bytes;
        due = now;
    }

    /** There is no node for now. */
    public void lost() {
        node = Node.AWAY;
    }

    public void acknowledged(LogAck ack, Duration now) {
        if (unacknowledged == null || ack.getSequence() != unacknowledged.getSequence()) {
            return;
        }
        if (ack.getRetryAfterMillis() > 0) {
            due = now.plusMillis(ack.getRetryAfterMillis());
        } else {
            unacknowledged = null;
            due = full ? now : now.plus(LINGER);
        }
    }

    /** The frame to send now, if there is one. */
    public Optional<WorkerFrame> next(Duration now) {
        if (due == null && unacknowledged == null && stirred.get()) {
            due = now.plus(LINGER);
        }
        if (node == Node.AWAY || due == null || due.compareTo(now) > 0) {
            return Optional.empty();
        }
        if (node == Node.TAKES_NONE) {
            discard();
            return Optional.empty();
        }
        if (unacknowledged == null) {
            unacknowledged = collect(now);
        }
        due = unacknowledged == null ? restAt(now) : null;
        return Optional.ofNullable(unacknowledged)
                .map(logs -> WorkerFrame.newBuilder().setLogs(logs).build());
    }

    /** When {@link #next} is worth asking again if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return node == Node.AWAY ? Optional.empty() : Optional.ofNullable(due);
    }

    /** Whether the node may still be told something. */
    public boolean isWaiting() {
        return node == Node.THERE && (unacknowledged != null || due != null || stirred.get());
    }

    /** Nobody wants what waits. */
    public void discard() {
        look();
        unacknowledged = null;
        due = null;
        attempts.forEach(AttemptLog::discard);
        attempts.removeIf(AttemptLog::isDone);
    }

    /** Each attempt that has something to say has its turn; the next frame begins behind the last of them. */
    private @Nullable Logs collect(Duration now) {
        look();
        var logs = Logs.newBuilder();
        int bytes = 0;
        for (int turns = attempts.size(); turns > 0 && hasRoom(bytes); turns--) {
            var log = attempts.remove();
            var batch = log.take(now);
            if (batch.isPresent()) {
                bytes += batch.get().getSerializedSize();
                logs.addBatches(batch.get());
            }
            if (!log.isDone()) {
                attempts.add(log);
            }
        }
        full = !hasRoom(bytes);
        return logs.getBatchesCount() == 0 ? null : logs.setSequence(++sequence).build();
    }

    private boolean hasRoom(int bytes) {
        return bytes == 0 || bytes + limits.batchBytes() <= frameBytes;
    }

    /** What is said from now on is told anew. */
    private void look() {
        stirred.set(false);
        for (var log = begun.poll(); log != null; log = begun.poll()) {
            attempts.add(log);
        }
    }

    private @Nullable Duration restAt(Duration now) {
        var soonest = now.plus(LINGER);
        return attempts.stream()
                .map(AttemptLog::readyAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(ready -> ready.compareTo(soonest) > 0 ? ready : soonest)
                .orElse(null);
    }
}
