package io.carillon.engine.log;

import java.time.Instant;
import java.util.List;

/**
 * Where the lines of runs are kept. Calls block; they may come from any thread, and every failure is a {@link
 * io.carillon.engine.StoreException}. What is old goes by days, with the rest of the history.
 */
public interface LogStore {

    /**
     * Keeps some blocks, durably when it returns. One that starts where another of its attempt does was handed in before, and is left
     * out.
     *
     * @param present decides on which day they stand
     */
    void append(List<LogBlock> blocks, LogLimits limits, Instant present);

    /**
     * Blocks of a run in their order, from the one on in which the place that was asked for lies. Blocks may overlap: one that was handed
     * in again on the next day stands there too.
     */
    List<LogBlock> read(LogQuery query, int limit);
}
