package io.carillon.engine;

import io.carillon.model.Namespace;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one namespace and priority that need the same of a worker and have the same gates to pass: whatever holds the first one
 * up holds all of them up, so that nobody ever has to look behind it.
 */
final class Line {

    /** By the run that was first when the line was listed: lists stay in order while the line changes. */
    static final Comparator<Line> FIRST_DUE = Line::compareFirstDue;

    private final TreeSet<LiveRun> runs = new TreeSet<>(Turns.BY_DUE);
    private final Lines lines;
    private final Key key;
    private final long number;
    private @Nullable LiveRun listedFirst;
    private @Nullable Gate parkedAt;

    /** @param number tells two lines apart whose first run is the same, one of them by an old list */
    Line(Lines lines, Key key, long number) {
        this.lines = lines;
        this.key = key;
        this.number = number;
    }

    void leave(LiveRun run) {
        lines.leave(run);
    }

    /** What the runs of a line have in common. */
    record Key(Lane lane, Namespace namespace, int level, List<GateSet> gates) {}

    Key key() {
        return key;
    }

    Lane lane() {
        return key.lane();
    }

    int level() {
        return key.level();
    }

    void add(LiveRun run) {
        runs.add(run);
    }

    void remove(LiveRun run) {
        runs.remove(run);
    }

    Stream<LiveRun> runs() {
        return runs.stream();
    }

    LiveRun first() {
        return runs.first();
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    int size() {
        return runs.size();
    }

    /** How many runs some lines have, but no more than so many. */
    static int runsOf(Iterable<Line> lines, int atMost) {
        int runs = 0;
        for (Line line : lines) {
            runs += line.size();
            if (runs >= atMost) {
                return atMost;
            }
        }
        return runs;
    }

    private int compareFirstDue(Line other) {
        if (this == other) {
            return 0;
        }
        int byDue = listedFirst().compareDue(other.listedFirst());
        return byDue != 0 ? byDue : Long.compare(number, other.number);
    }

    private LiveRun listedFirst() {
        if (listedFirst == null) {
            throw new IllegalStateException("a line that was never listed is compared: " + key);
        }
        return listedFirst;
    }

    /** To be called while it is in no list, or alone in all. */
    void list() {
        listedFirst = runs.first();
    }

    /** Whether it is listed under a run that is no longer its first. */
    boolean isMislisted() {
        return runs.isEmpty() || runs.first() != listedFirst;
    }

    @Nullable
    Gate parkedAt() {
        return parkedAt;
    }

    void parkAt(@Nullable Gate gate) {
        parkedAt = gate;
    }
}
