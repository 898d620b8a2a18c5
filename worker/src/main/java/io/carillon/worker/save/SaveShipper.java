package io.carillon.worker.save;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.SavingAck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes what attempts save to a node, and sends it again until that is acknowledged. Used by the worker's thread only; attempts speak on
 * any.
 */
public final class SaveShipper {

    private static final int FRAME_BYTES = 512 << 10;

    private enum Node {
        AWAY,
        KEEPS_NOTHING,
        THERE
    }

    private final SaveLimits limits;
    private final AttemptSaves.Listener listener;
    private final Queue<AttemptSaves> begun = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stirred = new AtomicBoolean();
    private final Map<Attempt, AttemptSaves> attempts = new LinkedHashMap<>();
    private Node node = Node.AWAY;
    private @Nullable Duration due;

    /** @param wake called by any thread when there is something to take out, and not again before it was looked for */
    public SaveShipper(SaveLimits limits, Runnable wake) {
        this.limits = limits;
        this.listener = new AttemptSaves.Listener() {
            @Override
            public void begins(AttemptSaves saves) {
                begun.add(saves);
            }

            @Override
            public void stirs() {
                if (!stirred.get() && stirred.compareAndSet(false, true)) {
                    wake.run();
                }
            }
        };
    }

    /** Where an attempt speaks; one that says nothing costs no more than this. */
    public AttemptSaves open(Assignment assignment) {
        return new AttemptSaves(assignment, limits, listener);
    }

    /** There is a node. What was not acknowledged goes again. */
    public void welcomed(boolean saves, Duration now) {
        node = saves ? Node.THERE : Node.KEEPS_NOTHING;
        again(now);
    }

    /** The node has taken partitions over: it may not have heard what was said before. */
    public void recalled(Duration now) {
        again(now);
    }

    private void again(Duration now) {
        attempts.values().forEach(AttemptSaves::sendAgain);
        due = now;
    }

    /** There is no node for now. */
    public void lost() {
        node = Node.AWAY;
    }

    public void acknowledged(SavingAck ack) {
        var saves = attempts.get(ack.getAttempt());
        if (saves != null) {
            saves.acknowledged(ack.getSequence(), ack.getAccepted(), ack.getReason());
        }
    }

    /** What is to be said now, if there is anything. */
    public Optional<Reports> next(Duration now) {
        boolean isDue = due != null && due.compareTo(now) <= 0;
        if (node == Node.AWAY || !(isDue || stirred.get())) {
            return Optional.empty();
        }
        look();
        if (node == Node.KEEPS_NOTHING) {
            attempts.values().forEach(saves -> saves.refuse("the server is older than this worker and keeps nothing"));
            due = null;
            return Optional.empty();
        }
        var frame = Reports.newBuilder();
        int room = FRAME_BYTES;
        for (var saves : attempts.values()) {
            room -= room > 0 ? saves.take(now, room, frame) : 0;
        }
        due = attempts.values().stream()
                .map(AttemptSaves::dueAt)
                .filter(Objects::nonNull)
                .min(Duration::compareTo)
                .orElse(null);
        boolean empty = frame.getSavingsCount() + frame.getProgressCount() == 0;
        return empty ? Optional.empty() : Optional.of(frame.build());
    }

    /** When {@link #next} is worth asking again if nothing happens before. */
    public Optional<Duration> wakeUp() {
        return node == Node.AWAY ? Optional.empty() : Optional.ofNullable(due);
    }

    /** What is said from now on is told anew. */
    private void look() {
        stirred.set(false);
        for (var saves = begun.poll(); saves != null; saves = begun.poll()) {
            attempts.put(saves.attempt(), saves);
        }
        attempts.values().removeIf(AttemptSaves::isClosed);
    }
}
