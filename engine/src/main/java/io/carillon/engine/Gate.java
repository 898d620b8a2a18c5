package io.carillon.engine;

import java.time.Instant;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Something that lets only so many through. Lines whose first run it holds up are parked here: nobody asks again before it opens,
 * and then as many lines are woken as runs may go.
 */
abstract sealed class Gate permits ConcurrencyGate, RateGate, BreakerGate {

    static final int ANY_NUMBER = Integer.MAX_VALUE;

    private static final Comparator<Line> MOST_URGENT =
            Comparator.<Line>comparingInt(line -> -line.level()).thenComparing(Line.FIRST_DUE);

    private final TreeSet<Line> parked = new TreeSet<>(MOST_URGENT);
    private final Guarded of;

    Gate(Guarded of) {
        this.of = of;
    }

    Guarded of() {
        return of;
    }

    /** How many more may go now. */
    abstract int room(Instant now);

    /** When time alone opens it; null if something has to happen first. */
    abstract @Nullable Instant opensAt();

    void park(Line line) {
        parked.add(line);
    }

    void unpark(Line line) {
        parked.remove(line);
    }

    @Nullable
    Line nextParked() {
        return parked.pollFirst();
    }

    boolean holdsUpNobody() {
        return parked.isEmpty();
    }
}
