package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are committed together, with the effects that wait for them. What the store refuses for good is struck out of it, with
 * whatever rests on that, so that the rest can go on.
 */
final class Batch {

    private static final int ANY = Integer.MAX_VALUE;

    private final long number;
    private final SortedMap<Partition, Epoch> fence = new TreeMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final SortedMap<Partition, Write.MovePartition> moves = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private final BitSet stepBegins = new BitSet();
    private final BitSet struck = new BitSet();
    private final BitSet replaced = new BitSet();
    private final SortedSet<Partition> shaken = new TreeSet<>();
    private final RefusedEnds ends = new RefusedEnds();
    private Instant sentAt = Instant.MIN;

    Batch(long number) {
        this.number = number;
    }

    /** @param behind the effect rests on writes from one place up to another, which is not one of them */
    private record Held(@Nullable Partition partition, Effect effect, int from, int behind) {

        /** What is to be read of no partition in particular is read whatever becomes of a write: somebody waits for it. */
        private boolean restsOn(int place, @Nullable Partition of) {
            boolean concerned = partition == null ? effect instanceof Effect.Answer : partition.equals(of);
            return concerned && from <= place && place < behind;
        }
    }

    long number() {
        return number;
    }

    SortedMap<Partition, Epoch> fence() {
        return fence;
    }

    int size() {
        return writes.size();
    }

    boolean isEmpty() {
        return writes.size() == struck.cardinality() && moves.isEmpty();
    }

    void add(Write write) {
        if (write instanceof Write.MovePartition move) {
            moves.put(move.partition(), move);
        } else {
            writes.add(write);
        }
    }

    /** A run ends by what was written last. */
    void end(LiveRun run) {
        ends.expect(run);
    }

    /** What is written from now on belongs to another step. */
    void endStep() {
        stepBegins.set(writes.size());
    }

    /**
     * Holds an effect back. An answer rests on what the step under way has written here; if that is nothing, it repeats what an
     * earlier one said, and rests on all of it, as do the other effects: for them it does no harm not to leave.
     */
    void hold(@Nullable Partition partition, Effect effect) {
        int step = stepOf(writes.size());
        boolean precise = effect instanceof Effect.Answer && step < writes.size();
        held.add(new Held(partition, effect, precise ? step : 0, writes.size()));
    }

    /** Holds an effect back that rests on anything in here. */
    void holdForAll(@Nullable Partition partition, Effect effect) {
        held.add(new Held(partition, effect, 0, ANY));
    }

    void send(Instant now) {
        sentAt = now;
    }

    CommitBatch toCommit(NodeId node) {
        var sent = new ArrayList<Write>();
        places().forEach(place -> sent.add(writes.get(place)));
        sent.addAll(moves.values());
        return new CommitBatch(node, number, sentAt, fence, sent);
    }

    /** Forgets what is said about a partition that another node owns now, and returns what those are told who asked for it. */
    List<Effect> forget(Partition lost) {
        fence.remove(lost);
        moves.remove(lost);
        for (int place = 0; place < writes.size(); place++) {
            if (lost.equals(partitionOf(writes.get(place)))) {
                struck.set(place);
            }
        }
        var told = new ArrayList<Effect>();
        held.removeIf(each -> {
            boolean mine = lost.equals(each.partition());
            if (mine) {
                refuse(each, Reply.notOwner(lost), told);
            }
            return mine;
        });
        return told;
    }

    /** What may leave once this is durable but for some partitions, whose new owners may be asked again. */
    List<Effect> release(Set<Partition> fencedOut) {
        var leaving = new ArrayList<Effect>();
        for (Held each : held) {
            Partition partition = each.partition();
            if (partition != null && fencedOut.contains(partition)) {
                refuse(each, Reply.notOwner(partition), leaving);
            } else {
                leaving.add(each.effect());
            }
        }
        return leaving;
    }

    /** What waits though all that this said was forgotten: there is nothing left to wait for, nor anything that would be committed. */
    List<Effect> takeHeld() {
        List<Effect> leaving = held.stream().map(Held::effect).toList();
        held.clear();
        return leaving;
    }

    /** Owned partitions of which memory says more than will ever be durable, because something in here was refused. */
    SortedMap<Partition, Epoch> shaken() {
        var owned = new TreeMap<>(fence);
        owned.keySet().retainAll(shaken);
        return owned;
    }

    /** Runs that failed because what they ended with was refused, and that another is to make up for. */
    List<LiveRun> unanswered() {
        return ends.unanswered();
    }

    /** Runs whose ends are refused in any form. */
    List<RunId> unwritable() {
        return ends.unwritable();
    }

    /**
     * Strikes out what the store refuses, and returns what is told about it.
     *
     * @param refused why, by the places of the writes in {@link #toCommit}
     */
    List<Effect> strike(SortedMap<Integer, String> refused) {
        List<Integer> sent = places();
        List<Write.MovePartition> moved = List.copyOf(moves.values());
        var told = new ArrayList<Effect>();
        refused.forEach((index, reason) -> {
            if (index < sent.size()) {
                strike(sent.get(index), reason, told);
            } else {
                Write.MovePartition move = moved.get(index - sent.size());
                moves.remove(move.partition());
                told.add(told(move, reason));
                shake(move);
            }
        });
        return told;
    }

    private void strike(int place, String reason, List<Effect> told) {
        if (struck.get(place)) {
            return;
        }
        Write write = writes.get(place);
        told.add(told(write, reason));
        Write.UpdateRun instead = replaced.get(place) ? null : LastResort.of(write, reason);
        if (instead == null) {
            if (write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Final) {
                ends.giveUp(update.run().id());
            }
            strikeOut(place, reason, told);
        } else {
            replaced.set(place);
            writes.set(place, instead);
            shake(write);
            failInstead(instead.run(), reason, told);
        }
    }

    /** What followed from the end that was refused goes with it; that the run failed is answered for anew. */
    private void failInstead(Run failed, String reason, List<Effect> told) {
        strikeOutAll(other -> Dependence.onEnd(failed, writes.get(other)), reason, told);
        Partition partition = failed.id().partition();
        held.removeIf(each -> each.effect() instanceof Effect.Tell tell
                && tell.note() instanceof Note.RunEnded ended
                && ended.run().id().equals(failed.id()));
        DeadReason dead = ends.fail(failed);
        if (dead != null) {
            note(failed, dead);
        }
        holdForAll(partition, new Effect.Tell(new Note.RunEnded(failed)));
    }

    private void note(Run failed, DeadReason dead) {
        Partition partition = failed.id().partition();
        writes.add(new Write.MarkRun(partition, failed.id(), new Mark.Dead(dead)));
        if (dead != DeadReason.COMPENSATION_NOT_STORED) {
            holdForAll(partition, new Effect.Tell(new Note.RunDied(failed.id(), failed.job(), dead)));
        }
    }

    /** Strikes out a write with whatever rests on it, and with what rests on that. */
    private void strikeOut(int place, String reason, List<Effect> told) {
        Write write = writes.get(place);
        Note.RunDied died =
                write instanceof Write.InsertRun insert ? bury(insert.run().id()) : null;
        drop(place, reason, told);
        if (died != null) {
            holdForAll(died.run().partition(), new Effect.Tell(died));
        }
        if (write instanceof Write.UpdateRun update) {
            ends.forget(update.run().id());
        }
        strikeOutAll(other -> Dependence.on(write, writes.get(other), stepOf(other) == stepOf(place)), reason, told);
    }

    /** What was to make up for a failed run can't be kept: then that one is a dead letter. Returns what is told of it; null if it was none. */
    private Note.@Nullable RunDied bury(RunId compensation) {
        for (int place = 0; place < writes.size(); place++) {
            if (!struck.get(place)
                    && writes.get(place) instanceof Write.MarkRun mark
                    && mark.mark().equals(new Mark.CompensatedBy(compensation))) {
                var dead = new Mark.Dead(DeadReason.COMPENSATION_NOT_STORED);
                writes.set(place, new Write.MarkRun(mark.partition(), mark.run(), dead));
            }
        }
        return held.stream()
                .map(each -> each.effect() instanceof Effect.Tell tell ? tell.note() : null)
                .filter(note ->
                        note instanceof Note.RunCompensated made && made.by().equals(compensation))
                .map(Note.RunCompensated.class::cast)
                .map(made -> new Note.RunDied(made.run(), made.job(), DeadReason.COMPENSATION_NOT_STORED))
                .findFirst()
                .orElse(null);
    }

    private void strikeOutAll(IntPredicate which, String reason, List<Effect> told) {
        for (int other = 0; other < writes.size(); other++) {
            if (!struck.get(other) && which.test(other)) {
                strikeOut(other, reason, told);
            }
        }
    }

    private void drop(int place, String reason, List<Effect> told) {
        Partition partition = partitionOf(writes.get(place));
        struck.set(place);
        shake(writes.get(place));
        held.removeIf(each -> {
            boolean rests = each.restsOn(place, partition);
            if (rests) {
                refuse(each, Reply.refusedByStore(reason), told);
            }
            return rests;
        });
    }

    private void shake(Write write) {
        if (write instanceof Write.Fenced fenced) {
            shaken.add(fenced.partition());
        }
    }

    private static void refuse(Held each, Reply.Refused reply, List<Effect> told) {
        if (each.effect() instanceof Effect.Answer answer) {
            told.add(new Effect.Answer(answer.id(), reply));
        }
    }

    private static Effect told(Write write, String reason) {
        return new Effect.Tell(new Note.WriteRefused(WriteText.of(write), reason));
    }

    private List<Integer> places() {
        return IntStream.range(0, writes.size())
                .filter(place -> !struck.get(place))
                .boxed()
                .toList();
    }

    /** Where the step begins that a place belongs to. */
    private int stepOf(int place) {
        return Math.max(0, stepBegins.previousSetBit(place));
    }

    private static @Nullable Partition partitionOf(Write write) {
        return write instanceof Write.Fenced fenced ? fenced.partition() : null;
    }
}
