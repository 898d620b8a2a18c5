package io.carillon.engine;

import io.carillon.model.RunId;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that were recorded together, in one row of the store, because memory has all of them and most will end without having been
 * written in between. A run leaves its plan with the first write after that; when the last has left, the row goes.
 */
final class Plan {

    private final RunId id;
    private final Footing batch;
    private final List<LiveRun> runs = new ArrayList<>();
    private int left;

    /** @param id that of its first run */
    Plan(RunId id, Footing batch) {
        this.id = id;
        this.batch = batch;
    }

    RunId id() {
        return id;
    }

    /** How many runs were ever recorded in it. */
    int size() {
        return runs.size();
    }

    /** The batch that it is written in. */
    Footing batch() {
        return batch;
    }

    void add(LiveRun run) {
        runs.add(run);
        run.joins(this);
    }

    /** Returns whether it was the last one. */
    boolean leave(LiveRun run) {
        run.joins(null);
        left++;
        return left == runs.size();
    }

    /** The runs that have not left it. */
    List<LiveRun> runs() {
        return runs.stream().filter(run -> run.plan() == this).toList();
    }
}
