package io.carillon.engine;

import io.carillon.model.run.RunState;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who of a job's due runs is under way, and who waits for a turn. Each run stands in exactly one of five places, so that entering,
 * leaving and counting cost the same however many there are.
 */
final class Turns {

    static final Comparator<LiveRun> BY_DUE = LiveRun::compareDue;

    /** A former owner may have handed it out; nobody has said so yet. */
    private final Place doubtful = new Place(new LinkedHashSet<>());

    /** It has its turn: it waits for a worker, is with one, rests between two attempts, or is done in parts. */
    private final Place active = new Place(new LinkedHashSet<>());

    /** It was told to stop because it is cancelled. */
    private final Place leaving = new Place(new LinkedHashSet<>());

    /**
     * It was found split while others had the turn or might have it. Workers may be at parts of it, so it counts as under way for all
     * who have not begun, and goes on before any of them; no more of its parts go until then.
     */
    private final TreeSet<LiveRun> inParts = new TreeSet<>(BY_DUE);

    private final Place interrupted = new Place(inParts);

    /** It waits for its turn. */
    private final TreeSet<LiveRun> inQueue = new TreeSet<>(BY_DUE);

    private final Place queue = new Place(inQueue);

    /** One of the five, and who stands there. */
    static final class Place {

        private final Set<LiveRun> runs;

        private Place(Set<LiveRun> runs) {
            this.runs = runs;
        }

        private int size() {
            return runs.size();
        }

        private Stream<LiveRun> others(LiveRun run) {
            return runs.stream().filter(other -> other != run);
        }
    }

    /** Puts a run where its state says, unless it waits in the queue. */
    void place(LiveRun run) {
        if (isQueued(run) && (run.state() instanceof RunState.Waiting || run.state() instanceof RunState.Split)) {
            return;
        }
        move(
                run,
                switch (run.state()) {
                    case RunState.Recovering _ -> doubtful;
                    case RunState.Stopping stopping when stopping.cause() == RunState.StopCause.CANCELLED -> leaving;
                    case RunState.Unwinding unwinding when unwinding.cause() == RunState.StopCause.CANCELLED -> leaving;
                    case RunState.Waiting _, RunState.Sent _, RunState.Running _ -> active;
                    case RunState.Pending _, RunState.Final _ ->
                        throw new IllegalStateException("a run that is not due or has ended has no turn: " + run.run());
                });
    }

    void remove(LiveRun run) {
        move(run, null);
    }

    /** Takes a run's turn from it: it waits for another, first due first. */
    void queue(LiveRun run) {
        move(run, run.state() instanceof RunState.InParts ? interrupted : queue);
    }

    /** Takes a run's turn from it if a number of others are under way already; returns whether it does. */
    boolean giveWay(LiveRun run, int max) {
        boolean full = others(run) >= max;
        if (full) {
            queue(run);
        }
        return full;
    }

    boolean isQueued(LiveRun run) {
        return run.place() == queue || run.place() == interrupted;
    }

    int size() {
        return doubtful.size() + active.size() + leaving.size() + interrupted.size() + queue.size();
    }

    /**
     * How many other runs are under way from where a run stands. One that nobody claimed gives way to those that are really
     * there, not to others that may turn out unclaimed too.
     */
    int others(LiveRun run) {
        boolean hasBegun = run.place() == interrupted || run.state() instanceof RunState.InParts;
        return active.size()
                + leaving.size()
                - (run.place() == active ? 1 : 0)
                + (run.careful() ? 0 : doubtful.size())
                + (hasBegun ? 0 : interrupted.size());
    }

    /** How many other runs are under way or in the queue and will not leave by themselves. */
    int staying(LiveRun run) {
        int self = run.place() == active || isQueued(run) ? 1 : 0;
        return active.size() + interrupted.size() + queue.size() - self + (run.careful() ? 0 : doubtful.size());
    }

    /** Gives the first of the queue its turn if no more than a number are under way then. */
    @Nullable
    LiveRun next(int max) {
        TreeSet<LiveRun> first = inParts.isEmpty() ? inQueue : inParts;
        if (first.isEmpty() || others(first.first()) >= max) {
            return null;
        }
        LiveRun next = first.first();
        move(next, active);
        return next;
    }

    /** The first due of those that a run may be put in the place of; null if there is none. */
    @Nullable
    LiveRun earliest(LiveRun but) {
        return (but.careful() ? Stream.of(active, interrupted, queue) : Stream.of(doubtful, active, interrupted, queue))
                .flatMap(place -> place.others(but).limit(1))
                .min(BY_DUE)
                .orElse(null);
    }

    /** Those under way beside a run, at most a number of them. */
    List<LiveRun> underWay(LiveRun but, int most) {
        return Stream.of(active, leaving, doubtful, interrupted)
                .flatMap(place -> place.others(but))
                .limit(most)
                .toList();
    }

    /** How many are under way beside a run. */
    int underWay(LiveRun but) {
        return size() - queue.size() - (but.place() == null || but.place() == queue ? 0 : 1);
    }

    /** How many are before a run in the queue, counted up to a number. */
    int ahead(LiveRun run, int most) {
        TreeSet<LiveRun> waiting = run.place() == interrupted ? inParts : inQueue;
        return (int) waiting.headSet(run).stream().limit(most).count();
    }

    /** Those whose turn it is, in the order in which they got it. */
    List<LiveRun> active() {
        return List.copyOf(active.runs);
    }

    /** All of them, whatever they do. */
    Stream<LiveRun> all() {
        return Stream.of(doubtful, active, leaving, interrupted, queue).flatMap(place -> place.runs.stream());
    }

    private static void move(LiveRun run, @Nullable Place to) {
        Place from = run.place();
        if (from == to) {
            return;
        }
        if (from != null) {
            from.runs.remove(run);
        }
        run.placeIn(to);
        if (to != null) {
            to.runs.add(run);
        }
    }
}
