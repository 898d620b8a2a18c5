package io.carillon.engine.log;

import java.time.Instant;

/**
 * Something that an attempt said. A stack trace is part of the line that it belongs to.
 *
 * @param number which of the attempt's lines it is, counted from 1
 * @param at when it was said, by the clock of the worker
 * @param source who said it: the name of a logger, {@code output} for what a script printed; may be empty
 */
public record LogLine(long number, Instant at, LogLevel level, String source, String text) {

    public LogLine {
        if (number < 1) {
            throw new IllegalArgumentException("lines count from 1, not " + number);
        }
    }
}
