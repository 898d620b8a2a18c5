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
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes that are committed together, with the effects that wait for them. What the store refuses for good is struck out of it, with
 * whatever rests on that, so that the rest can go on.
 */
final class Batch {

    private static final int ANY = Integer.MAX_VALUE;

    private final Id id;
    private final Footing footing;
    private final SortedMap<Partition, Epoch> fence = new TreeMap<>();
    private final List<Write> writes = new ArrayList<>();
    private final SortedMap<Partition, Write.MovePartition> moves = new TreeMap<>();
    private final List<Hold> holds = new ArrayList<>();
    private final BitSet stepBegins = new BitSet();
    private final BitSet struck = new BitSet();
    private final BitSet replaced = new BitSet();
    private final SortedSet<Partition> shaken = new TreeSet<>();
    private final RefusedEnds ends = new RefusedEnds();
    private Footing behind = Footing.NONE;
    private long begun;
    private boolean inStep;
    private Instant sentAt = Instant.MIN;

    /** @param begun higher than that of all batches that have begun before, in whatever lane */
    Batch(Id id, long begun) {
        this.id = id;
        this.footing = Footing.of(id);
        this.begun = begun;
    }

    /** Which one of which lane. */
    record Id(int lane, long number) {}

    /** @param behind the effect rests on writes from one place up to another, which is not one of them */
    private record Hold(Held held, int from, int behind) {

        private boolean restsOn(int place, @Nullable Partition of) {
            return from <= place && place < behind && held.restsOnWritesOf(of);
        }
    }

    /** A write that will never be durable. */
    record Refused(Write write, String reason) {}

    Id id() {
        return id;
    }

    long number() {
        return id.number();
    }

    /** What rests on this batch. */
    Footing footing() {
        return footing;
    }

    /** The batches of other lanes that must be durable before this one is sent. */
    Footing behind() {
        return behind;
    }

    /** Whether a batch began before this one, so that it can't be waiting for this one. */
    boolean mayComeAfter(Batch other) {
        return other.begun < begun;
    }

    /** Nothing has been written into it: it may as well begin now. */
    boolean isUntouched() {
        return writes.isEmpty() && moves.isEmpty() && holds.isEmpty();
    }

    void beginAnew(long now) {
        begun = now;
    }

    /** It is not sent before these are durable. */
    void comeAfter(Footing batches) {
        behind = behind.with(batches);
    }

    /** Whether the step under way has written into it. */
    boolean isInStep() {
        return inStep;
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
        inStep = true;
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
        inStep = false;
        stepBegins.set(writes.size());
    }

    /**
     * Holds an effect back. An answer rests on what the step under way has written; if that is nothing, it repeats what an earlier one
     * said, and rests on all of it, as do the other effects: for them it does no harm not to leave.
     *
     * @param stepWrote whether the step under way has written anything, here or in another lane
     */
    void hold(Held held, boolean stepWrote) {
        boolean precise = held.effect() instanceof Effect.Answer && stepWrote;
        hold(held, precise ? stepOf(writes.size()) : 0, writes.size());
    }

    /** Holds an effect back that rests on anything in here. */
    void holdForAll(Held held) {
        hold(held, 0, ANY);
    }

    private void hold(Held held, int from, int to) {
        held.await();
        holds.add(new Hold(held, from, to));
    }

    void send(Instant now) {
        sentAt = now;
    }

    Instant sentAt() {
        return sentAt;
    }

    CommitBatch toCommit(NodeId node) {
        var sent = new ArrayList<Write>();
        places().forEach(place -> sent.add(writes.get(place)));
        sent.addAll(moves.values());
        return new CommitBatch(node, id.lane(), id.number(), sentAt, fence, sent);
    }

    /** Forgets what is said about a partition that another node owns now. */
    void forget(Partition lost) {
        fence.remove(lost);
        moves.remove(lost);
        for (int place = 0; place < writes.size(); place++) {
            if (lost.equals(partitionOf(writes.get(place)))) {
                struck.set(place);
            }
        }
    }

    /** Gives up what waits to be said about a partition that another node owns now; those who asked for it are told. */
    void refuse(Partition lost, List<Effect> told) {
        holds.removeIf(each -> {
            boolean mine = each.held().isAbout(lost);
            if (mine) {
                each.held().refuse(Reply.notOwner(lost), told);
            }
            return mine;
        });
    }

    /** Lets go of what waits for this; it is durable but for some partitions, whose new owners may be asked again. */
    void release(Set<Partition> fencedOut, List<Effect> leaving) {
        holds.forEach(each -> each.held().arrive(fencedOut, leaving));
        holds.clear();
    }

    /** Nobody will know what became of it: lets go of what waits for it and is about something else, and forgets the rest. */
    void abandon(Predicate<Partition> gone, List<Effect> leaving) {
        holds.forEach(each -> each.held().abandon(gone, leaving));
        holds.clear();
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
     * Strikes out what the store refuses, with what rests on it here.
     *
     * @param refused why, by the places of the writes in {@link #toCommit}
     * @return those for which there is nothing else to be written
     */
    List<Refused> strike(SortedMap<Integer, String> refused, List<Effect> told) {
        List<Integer> sent = places();
        List<Write.MovePartition> moved = List.copyOf(moves.values());
        var gone = new ArrayList<Refused>();
        refused.forEach((index, reason) -> {
            if (index < sent.size()) {
                strike(sent.get(index), reason, gone, told);
            } else {
                Write.MovePartition move = moved.get(index - sent.size());
                moves.remove(move.partition());
                told.add(told(move, reason));
                shake(move);
            }
        });
        return gone;
    }

    private void strike(int place, String reason, List<Refused> gone, List<Effect> told) {
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
            strikeOut(place, reason, gone, told);
        } else {
            replaced.set(place);
            writes.set(place, instead);
            shake(write);
            failInstead(instead.run(), reason, gone, told);
        }
    }

    /** What followed from the end that was refused goes with it; that the run failed is answered for anew. */
    private void failInstead(Run failed, String reason, List<Refused> gone, List<Effect> told) {
        strikeOutAll(other -> Dependence.onEnd(failed, writes.get(other)), reason, gone, told);
        Partition partition = failed.id().partition();
        holds.removeIf(each -> each.held().effect() instanceof Effect.Tell tell
                && tell.note() instanceof Note.RunEnded ended
                && ended.run().id().equals(failed.id()));
        DeadReason dead = ends.fail(failed);
        if (dead != null) {
            note(failed, dead);
        }
        holdForAll(new Held(partition, new Effect.Tell(new Note.RunEnded(failed))));
    }

    private void note(Run failed, DeadReason dead) {
        Partition partition = failed.id().partition();
        writes.add(new Write.MarkRun(partition, failed.id(), new Mark.Dead(dead)));
        if (dead != DeadReason.COMPENSATION_NOT_STORED) {
            holdForAll(new Held(partition, new Effect.Tell(new Note.RunDied(failed.id(), failed.job(), dead))));
        }
    }

    /** Strikes out a write with whatever rests on it, and with what rests on that. */
    private void strikeOut(int place, String reason, List<Refused> gone, List<Effect> told) {
        Write write = writes.get(place);
        Note.RunDied died =
                write instanceof Write.InsertRun insert ? bury(insert.run().id()) : null;
        drop(place, reason, told);
        gone.add(new Refused(write, reason));
        if (died != null) {
            holdForAll(new Held(died.run().partition(), new Effect.Tell(died)));
        }
        if (write instanceof Write.UpdateRun update) {
            ends.forget(update.run().id());
        }
        strikeOutAll(
                other -> Dependence.on(write, writes.get(other), stepOf(other) == stepOf(place)), reason, gone, told);
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
        return holds.stream()
                .map(each -> each.held().effect() instanceof Effect.Tell tell ? tell.note() : null)
                .filter(note ->
                        note instanceof Note.RunCompensated made && made.by().equals(compensation))
                .map(Note.RunCompensated.class::cast)
                .map(made -> new Note.RunDied(made.run(), made.job(), DeadReason.COMPENSATION_NOT_STORED))
                .findFirst()
                .orElse(null);
    }

    private void strikeOutAll(IntPredicate which, String reason, List<Refused> gone, List<Effect> told) {
        for (int other = 0; other < writes.size(); other++) {
            if (!struck.get(other) && which.test(other)) {
                strikeOut(other, reason, gone, told);
            }
        }
    }

    /** Strikes out what rests on a write of another batch that the store refuses, with what rests on that. */
    void strikeWhatRestsOn(Refused refused, List<Effect> told) {
        strikeOutAll(
                place -> Dependence.on(refused.write(), writes.get(place), false),
                refused.reason(),
                new ArrayList<>(),
                told);
    }

    private void drop(int place, String reason, List<Effect> told) {
        Partition partition = partitionOf(writes.get(place));
        struck.set(place);
        shake(writes.get(place));
        if (writes.get(place) instanceof Write.Save save) {
            holds.forEach(each -> each.held().refuse(save, reason, told));
        }
        holds.removeIf(each -> {
            boolean rests = each.restsOn(place, partition);
            if (rests) {
                each.held().refuse(Reply.refusedByStore(reason), told);
            }
            return rests;
        });
    }

    /** Of what is saved memory says nothing. */
    private void shake(Write write) {
        if (write instanceof Write.Fenced fenced && !(write instanceof Write.Save)) {
            shaken.add(fenced.partition());
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
