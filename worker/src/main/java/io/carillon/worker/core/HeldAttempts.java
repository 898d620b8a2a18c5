package io.carillon.worker.core;

import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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

    /** @param home the node that it is from; null if that one does not have its run any more */
    record Running(Moment startedAt, Wish wish, @Nullable String home) {}

    private record Kept(
            Result result,
            Moment startedAt,
            @Nullable String home,
            @Nullable Duration sentAt) {}

    /** Says a result, where that is possible. */
    interface Speaker {

        /** Answers whether it was said to anybody. */
        boolean say(AttemptKey attempt, @Nullable String home, Result result);
    }

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

    void run(AttemptKey attempt, @Nullable String home, Moment now) {
        running.put(attempt, new Running(now, Wish.FINISH, home));
    }

    /** Answers whether the attempt was from this node, which says that it has its run no longer. */
    boolean leaveHome(AttemptKey attempt, String home) {
        var run = running.get(attempt);
        if (run != null && home.equals(run.home())) {
            running.put(attempt, new Running(run.startedAt(), run.wish(), null));
            return true;
        }
        var entry = kept.get(attempt);
        if (entry != null && home.equals(entry.home())) {
            kept.put(attempt, new Kept(entry.result(), entry.startedAt(), null, null));
            return true;
        }
        return false;
    }

    /** The node that an attempt is from, as far as is known. */
    @Nullable
    String home(AttemptKey attempt) {
        var run = running.get(attempt);
        return run == null ? null : run.home();
    }

    /** Answers whether the attempt ran and was not told this or something stronger before. */
    boolean wish(AttemptKey attempt, Wish wish) {
        var entry = running.get(attempt);
        if (entry == null || entry.wish().compareTo(wish) >= 0) {
            return false;
        }
        running.put(attempt, new Running(entry.startedAt(), wish, entry.home()));
        return true;
    }

    Optional<Running> ended(AttemptKey attempt) {
        return Optional.ofNullable(running.remove(attempt));
    }

    /** @param sentAt when the result was said to somebody; null if it was not yet */
    void keep(AttemptKey attempt, Result result, Moment startedAt, @Nullable String home, @Nullable Duration sentAt) {
        kept.put(attempt, new Kept(result, startedAt, home, sentAt));
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

    /** Says every result that was never sent, or whose last sending was at or before the given time. */
    void resend(Duration sentBy, Duration now, Speaker to) {
        kept.replaceAll((attempt, entry) -> {
            boolean due = entry.sentAt() == null || entry.sentAt().compareTo(sentBy) <= 0;
            return due && to.say(attempt, entry.home(), entry.result())
                    ? new Kept(entry.result(), entry.startedAt(), entry.home(), now)
                    : entry;
        });
    }

    /** Says the result of one attempt, if it has one. */
    void resend(AttemptKey which, Duration now, Speaker to) {
        kept.computeIfPresent(
                which,
                (attempt, entry) -> to.say(attempt, entry.home(), entry.result())
                        ? new Kept(entry.result(), entry.startedAt(), entry.home(), now)
                        : entry);
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
        return inventory(home -> true);
    }

    /** What is from certain nodes; null stands for those of which nobody knows whose they are. */
    List<Held> inventory(Predicate<@Nullable String> homes) {
        var inventory = new ArrayList<Held>(running.size() + kept.size());
        running.forEach((attempt, entry) -> {
            if (entry.wish() != Wish.FORGET && homes.test(entry.home())) {
                inventory.add(held(attempt, entry.startedAt()));
            }
        });
        kept.forEach((attempt, entry) -> {
            if (homes.test(entry.home())) {
                inventory.add(held(attempt, entry.startedAt()));
            }
        });
        return inventory;
    }

    private static Held held(AttemptKey attempt, Moment startedAt) {
        return Held.newBuilder()
                .setAttempt(attempt.toAttempt())
                .setStartedAtMicros(Micros.of(startedAt.wall()))
                .build();
    }
}
