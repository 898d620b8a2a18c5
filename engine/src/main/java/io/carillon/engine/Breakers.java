package io.carillon.engine;

import java.util.EnumMap;
import java.util.Map;

/** How many breakers stand where. Those of jobs that are deleted or have another owner don't count. */
final class Breakers {

    private final Map<Note.BreakerState, Integer> standing = new EnumMap<>(Note.BreakerState.class);

    void moved(Note.BreakerState from, Note.BreakerState to) {
        standing.merge(from, -1, Integer::sum);
        standing.merge(to, 1, Integer::sum);
    }

    /** How many are open or half-open; those that are closed are not counted. */
    int in(Note.BreakerState state) {
        return state == Note.BreakerState.CLOSED ? 0 : standing.getOrDefault(state, 0);
    }
}
