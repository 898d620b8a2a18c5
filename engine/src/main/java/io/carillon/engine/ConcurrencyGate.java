package io.carillon.engine;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets a number of runs be on workers at once. Whoever may be on one counts, also beyond the number. */
final class ConcurrencyGate extends Gate {

    private final Set<LiveRun> holders = new LinkedHashSet<>();
    private int max = ANY_NUMBER;

    ConcurrencyGate(Guarded of) {
        super(of);
    }

    void define(int most) {
        max = most;
    }

    int max() {
        return max;
    }

    void enter(LiveRun run) {
        holders.add(run);
    }

    void leave(LiveRun run) {
        holders.remove(run);
    }

    int holding() {
        return holders.size();
    }

    List<LiveRun> holders(int most) {
        return holders.stream().limit(most).toList();
    }

    @Override
    int room(Instant now) {
        return Math.max(0, max - holders.size());
    }

    @Override
    @Nullable
    Instant opensAt() {
        return null;
    }
}
