package io.carillon.engine.log;

import io.carillon.model.Token;
import java.util.Comparator;

/**
 * A place in the log of a run: attempts stand in the order in which they were handed out.
 *
 * @param start where the block starts
 * @param line the number of the last line that was read; 0 if none of the block was
 */
public record LogPosition(Token token, long start, long line) implements Comparable<LogPosition> {

    private static final Comparator<LogPosition> ORDER = Comparator.comparing(LogPosition::token)
            .thenComparingLong(LogPosition::start)
            .thenComparingLong(LogPosition::line);

    public LogPosition {
        if (start < 0 || line < 0) {
            throw new IllegalArgumentException("line " + line + " of the block at " + start);
        }
    }

    @Override
    public int compareTo(LogPosition other) {
        return ORDER.compare(this, other);
    }
}
