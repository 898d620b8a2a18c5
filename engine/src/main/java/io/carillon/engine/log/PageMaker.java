package io.carillon.engine.log;

import io.carillon.model.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns blocks in their order into a page. */
final class PageMaker {

    private final List<LogEntry> entries = new ArrayList<>();
    private final LogReader.Bounds bounds;
    private final @Nullable String wanted;
    private @Nullable LogPosition end;
    private @Nullable Token ended;
    private long bytes;

    PageMaker(@Nullable LogPosition after, LogReader.Bounds bounds) {
        this.end = after;
        this.bounds = bounds;
        this.wanted = bounds.contains() == null ? null : bounds.contains().toLowerCase(Locale.ROOT);
    }

    @Nullable
    LogPosition end() {
        return end;
    }

    LogPage made(boolean more) {
        return new LogPage(entries, end, more, ended);
    }

    /** Returns whether all of it was taken. */
    boolean add(LogBlock block) {
        for (LogLine line : block.lines()) {
            if (line.number() > read(block) && !take(block, line)) {
                return false;
            }
        }
        if (!skip(block, block.said() + 1)) {
            return false;
        }
        if (block.last()) {
            ended = block.token();
        }
        passed(block, read(block));
        return true;
    }

    private boolean take(LogBlock block, LogLine line) {
        if (!skip(block, line.number()) || isFull()) {
            return false;
        }
        passed(block, line.number());
        bytes += line.text().length();
        if (wanted == null || line.text().toLowerCase(Locale.ROOT).contains(wanted)) {
            entries.add(new LogEntry.Said(new LogPosition(block.token(), block.start(), line.number()), line));
        }
        return true;
    }

    /** Notes what is missing up to a line; a search does not care. Returns whether there was room. */
    private boolean skip(LogBlock block, long next) {
        long read = read(block);
        if (next <= read + 1) {
            return true;
        }
        if (isFull()) {
            return false;
        }
        passed(block, next - 1);
        if (wanted == null) {
            var position = new LogPosition(block.token(), block.start(), next - 1);
            entries.add(new LogEntry.LeftOut(position, read + 1, next - 1 - read));
        }
        return true;
    }

    private boolean isFull() {
        return entries.size() >= bounds.lines() || bytes >= bounds.bytes();
    }

    /** The number of the last line of the block's attempt that was read. */
    private long read(LogBlock block) {
        return end != null && end.token().equals(block.token()) ? end.line() : 0;
    }

    private void passed(LogBlock block, long line) {
        end = new LogPosition(block.token(), block.start(), line);
    }
}
