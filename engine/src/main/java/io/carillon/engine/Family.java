package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run that was split, and what memory knows of its parts: which of them it holds, and which have ended. */
final class Family {

    private final RunId run;
    private final TreeMap<Integer, LiveRun> parts = new TreeMap<>();
    private final List<LiveRun> heldBack = new ArrayList<>();
    private final BitSet ended = new BitSet();
    private final BitSet unsuccessful = new BitSet();
    private @Nullable LiveRun whole;
    private boolean known;
    private boolean takesPlace;
    private boolean changed;
    private boolean starving;

    Family(RunId run) {
        this.run = run;
    }

    RunId run() {
        return run;
    }

    /** The run itself; null while it is in the store only. */
    @Nullable
    LiveRun whole() {
        return whole;
    }

    void become(@Nullable LiveRun split) {
        whole = split;
    }

    /** How many parts there are; 0 while the run itself is in the store only. */
    int total() {
        return whole == null ? 0 : whole.parts();
    }

    /** The parts in memory, in their order. */
    List<LiveRun> parts() {
        return List.copyOf(parts.values());
    }

    int inMemory() {
        return parts.size();
    }

    void enter(int index, LiveRun part) {
        parts.put(index, part);
    }

    void leave(int index, LiveRun part) {
        parts.remove(index, part);
    }

    /**
     * Whether its parts may go: it has its turn among the runs of its job. An owner that finds it split may have let another run go
     * before it was read.
     */
    boolean hasItsTurn() {
        return whole != null && !whole.job().turns().isQueued(whole);
    }

    /** A part waits for the run to have its turn. */
    void holdBack(LiveRun part) {
        heldBack.add(part);
    }

    boolean holdsBack() {
        return !heldBack.isEmpty();
    }

    List<LiveRun> takeHeldBack() {
        var taken = List.copyOf(heldBack);
        heldBack.clear();
        return taken;
    }

    /** A part has ended. It may be known already, from the store: both say the same. */
    void ended(int index, RunStatus status) {
        ended.set(index);
        unsuccessful.set(index, status != RunStatus.SUCCEEDED);
    }

    /** What the store knows has ended; memory may have learned of more meanwhile. */
    void learn(SortedMap<Integer, RunStatus> stored) {
        stored.forEach(this::ended);
        known = true;
    }

    int endedParts() {
        return ended.cardinality();
    }

    int firstNotEnded() {
        return ended.nextClearBit(0);
    }

    /** The indices of the parts that ended in any other way than well. */
    BitSet unsuccessful() {
        return (BitSet) unsuccessful.clone();
    }

    /** Whether every part that ended is known, and not only those that ended under these eyes. */
    boolean isKnown() {
        return known;
    }

    void setKnown(boolean now) {
        known = now;
    }

    /** Whether its last part has ended. */
    boolean isComplete() {
        return known && whole != null && ended.cardinality() == total();
    }

    /** Whether all of its parts have ended or are in memory. */
    boolean isWhole() {
        return known && whole != null && ended.cardinality() + parts.size() == total();
    }

    /** Whether nothing of it goes on unless parts of it are read. */
    boolean isStarved() {
        return known && whole != null && parts.isEmpty() && !isComplete();
    }

    boolean isEmpty() {
        return whole == null && parts.isEmpty();
    }

    /** Whether the run itself takes up a place in memory. */
    boolean takesPlace() {
        return takesPlace;
    }

    void setTakesPlace(boolean now) {
        takesPlace = now;
    }

    /** Whether it stands in the list of those that have changed. */
    boolean isChanged() {
        return changed;
    }

    void setChanged(boolean now) {
        changed = now;
    }

    /** Whether it stands in the line of those that are starved. */
    boolean isStarving() {
        return starving;
    }

    void setStarving(boolean now) {
        starving = now;
    }
}
