package io.carillon.engine.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads logs page by page. What a page costs is bounded, even where nothing of what is searched for stands in it. */
public final class LogReader {

    private static final int BLOCKS = 32;

    private final LogStore store;

    public LogReader(LogStore store) {
        this.store = store;
    }

    /**
     * What a page is to hold.
     *
     * @param contains a text that lines must hold, whatever its case; null for all lines
     * @param lines at most so many
     * @param bytes it ends where so much was read
     */
    public record Bounds(@Nullable String contains, int lines, long bytes) {}

    public LogPage read(LogQuery query, Bounds bounds) {
        var page = new PageMaker(query.after(), bounds);
        LogQuery rest = query;
        while (true) {
            List<LogBlock> blocks = store.read(rest, BLOCKS);
            for (LogBlock block : blocks) {
                if (!page.add(block)) {
                    return page.made(true);
                }
            }
            LogPosition end = page.end();
            if (blocks.size() < BLOCKS || end == null) {
                return page.made(false);
            }
            rest = query.after(end);
        }
    }
}
