package io.carillon.engine.log;

import io.carillon.model.Token;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a log.
 *
 * @param end how far the log was read, whether or not anything was found; null if there is nothing to read yet
 * @param more whether there is more behind it already
 * @param ended the attempt that says nothing behind this; null if it may
 */
public record LogPage(
        List<LogEntry> entries,
        @Nullable LogPosition end,
        boolean more,
        @Nullable Token ended) {

    public LogPage {
        entries = List.copyOf(entries);
    }
}
