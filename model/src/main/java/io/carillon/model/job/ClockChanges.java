package io.carillon.model.job;

import java.util.Optional;

/**
 * What a trigger does where the clocks of its zone change. Empty choices mean the written rule: a fixed time in a gap fires at
 * the first instant after it and a fixed time that comes twice fires the first time, while an expression that repeats within
 * the hour or the day simply goes on.
 */
public record ClockChanges(Optional<Gap> gap, Optional<Twice> overlap) {

    public static final ClockChanges BY_RULE = new ClockChanges(Optional.empty(), Optional.empty());

    /** A time that the wall clock leaps over. */
    public enum Gap {
        /** It fires at the first instant after the gap. */
        NEXT,
        /** It doesn't fire that day. */
        SKIP
    }

    /** A time that the wall clock shows twice. */
    public enum Twice {
        FIRST,
        BOTH
    }
}
