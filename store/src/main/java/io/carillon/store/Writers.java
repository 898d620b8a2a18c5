package io.carillon.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections that change anything. Where a database takes several transactions at once there is one for each lane in which batches
 * are committed, and one for all else, which waits for no batch and holds none up.
 */
final class Writers implements AutoCloseable {

    private static final int NO_LANE = -1;
    private static final int LOGS = -2;

    private final SessionSource source;
    private final Dialect dialect;
    private final boolean several;
    private final Map<Integer, Writer> byLane = new ConcurrentHashMap<>();

    private Writers(SessionSource source, Dialect dialect, boolean several) {
        this.source = source;
        this.dialect = dialect;
        this.several = several;
    }

    /** All lanes share one connection, in turn. */
    static Writers one(SessionSource source, Dialect dialect) {
        return new Writers(source, dialect, false);
    }

    static Writers oneForEachLane(SessionSource source, Dialect dialect) {
        return new Writers(source, dialect, true);
    }

    Writer of(int lane) {
        return byLane.computeIfAbsent(several ? lane : NO_LANE, _ -> new Writer(source, dialect));
    }

    /** For take-overs, tables of days, and what is deleted. */
    Writer beside() {
        return of(NO_LANE);
    }

    /** For what runs say. */
    Writer ofLogs() {
        return of(LOGS);
    }

    /** Waits for the transactions that are under way. */
    @Override
    public void close() {
        byLane.values().forEach(Writer::close);
    }
}
