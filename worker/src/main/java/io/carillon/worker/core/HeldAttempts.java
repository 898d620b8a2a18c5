package io.carillon.worker.core;

import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The attempts that the worker answers for: those that run, and those whose results no node has acknowledged. */
final class HeldAttempts {

    /** What the worker wants of a running attempt. */
    enum Wish {
        FINISH,
        /** The worker is leaving and can wait no longer. */
        ABANDON,
        /** A node said so: it was cancelled or timed out. */
        STOP,
        /** Another attempt has taken its place: nobody wants to know any more how it ends. */
        FORGET
    }

    record Running(Moment startedAt, Wish wish) {}

    private record Kept(
            Result result, Moment startedAt, @Nullable Duration sentAt) {}

    private final Map<AttemptKey, Running> running = new LinkedHashMap<>();
    private final Map<AttemptKey, Kept> kept = new LinkedHashMap<>();
    private final Limits limits;
    private long keptBytes;

    HeldAttempts(Limits limits) {
        this.limits = limits;
    }

    boolean holds(AttemptKey attempt) {
        return running.containsKey(attempt) || kept.containsKey(attempt);
    }

    void run(AttemptKey attempt, Moment now) {
        running.put(attempt, new Running(now, Wish.FINISH));
    }

    /** Answers whether the attempt ran and was not told this or something stronger before. */
    boolean wish(AttemptKey attempt, Wish wish) {
        var entry = running.get(attempt);
        if (entry == null || entry.wish().compareTo(wish) >= 0) {
            return false;
        }
        running.put(attempt, new Running(entry.startedAt(), wish));
        return true;
    }

    Optional<Running> ended(AttemptKey attempt) {
        return Optional.ofNullable(running.remove(attempt));
    }

    /** Keeps a result that was sent at the given time, or not at all yet. */
    void keep(AttemptKey attempt, Result result, Moment startedAt, @Nullable Duration sentAt) {
        kept.put(attempt, new Kept(result, startedAt, sentAt));
        keptBytes += result.getSerializedSize();
    }

    /** Answers whether a result was kept. */
    boolean drop(AttemptKey attempt) {
        var entry = kept.remove(attempt);
        if (entry == null) {
            return false;
        }
        keptBytes -= entry.result().getSerializedSize();
        return true;
    }

    /** Hands out every result that was never sent, or whose last sending was at or before the given time. */
    void resend(Duration sentBy, Duration now, BiConsumer<AttemptKey, Result> to) {
        kept.replaceAll((attempt, entry) -> {
            if (entry.sentAt() != null && entry.sentAt().compareTo(sentBy) > 0) {
                return entry;
            }
            to.accept(attempt, entry.result());
            return new Kept(entry.result(), entry.startedAt(), now);
        });
    }

    /** Also counts tasks that nobody waits for any more: until they end, their slots are taken. */
    int occupiedSlots() {
        return running.size();
    }

    int unacknowledged() {
        return kept.size();
    }

    boolean hasRoom() {
        return kept.size() < limits.keptResults() && keptBytes < limits.keptBytes();
    }

    List<AttemptKey> wanted() {
        var wanted = new ArrayList<AttemptKey>();
        running.forEach((attempt, entry) -> {
            if (entry.wish() != Wish.FORGET) {
                wanted.add(attempt);
            }
        });
        return wanted;
    }

    boolean isIdle() {
        return kept.isEmpty() && wanted().isEmpty();
    }

    List<Held> inventory() {
        var inventory = new ArrayList<Held>(running.size() + kept.size());
        running.forEach((attempt, entry) -> {
            if (entry.wish() != Wish.FORGET) {
                inventory.add(held(attempt, entry.startedAt()));
            }
        });
        kept.forEach((attempt, entry) -> inventory.add(held(attempt, entry.startedAt())));
        return inventory;
    }

    private static Held held(AttemptKey attempt, Moment startedAt) {
        return Held.newBuilder()
                .setAttempt(attempt.toAttempt())
                .setStartedAtMicros(Micros.of(startedAt.wall()))
                .build();
    }
}
