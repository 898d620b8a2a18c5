package io.carillon.engine.log;

/**
 * How much of what an attempt says is kept, in bytes: the beginning, for good, and the end, of which what is older makes room for what is
 * newer.
 */
public record LogLimits(long head, long tail) {

    /** A cut for each so many parts of the end, so that not every block costs one. */
    private static final int CUTS = 4;

    public LogLimits {
        if (head < 0 || tail < 0) {
            throw new IllegalArgumentException("limits of " + head + " and " + tail + " bytes");
        }
    }

    /** What people want of a log that is too long is how it began and how it ended, and more of the former. */
    public static LogLimits of(long bytes) {
        long tail = bytes / 4;
        return new LogLimits(bytes - tail, tail);
    }

    public boolean isHead(LogBlock block) {
        return block.start() < head;
    }

    /** Whether it is time to make room, now that a block is there. A larger block always finds that it is. */
    public boolean isCutDue(LogBlock block) {
        long step = Math.max(1, tail / CUTS);
        return !isHead(block) && (block.last() || block.start() / step != block.end() / step);
    }

    /** What starts behind the beginning and before this place goes. */
    public long cutBefore(LogBlock block) {
        return Math.min(block.start(), block.end() - tail);
    }
}
