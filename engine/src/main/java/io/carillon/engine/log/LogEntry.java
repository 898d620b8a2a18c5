package io.carillon.engine.log;

import io.carillon.model.Token;

/** What a reader finds at a place of a log. */
public sealed interface LogEntry {

    /** Where to go on behind it. */
    LogPosition position();

    default Token token() {
        return position().token();
    }

    /** A line that is there. */
    record Said(LogPosition position, LogLine line) implements LogEntry {}

    /**
     * Lines that are not there.
     *
     * @param first the number of the first of them
     */
    record LeftOut(LogPosition position, long first, long count) implements LogEntry {}
}
