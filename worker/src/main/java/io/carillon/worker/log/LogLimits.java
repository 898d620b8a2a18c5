package io.carillon.worker.log;

/**
 * How much of what attempts say is kept until a node has it, in bytes.
 *
 * @param lineBytes where a line is cut
 * @param headBytes so much of what an attempt says first makes no room for what comes later
 * @param tailBytes so much of the rest waits, the latest of it
 * @param batchBytes how much of one attempt goes into a frame together
 * @param totalBytes how much of all attempts waits
 */
public record LogLimits(int lineBytes, long headBytes, long tailBytes, int batchBytes, long totalBytes) {

    public static final LogLimits DEFAULT = new LogLimits(8 << 10, 768 << 10, 64 << 10, 64 << 10, 64 << 20);

    /** Short lines take several times their size in memory: this share of it leaves most to the work that they are about. */
    private static final int SHARE_OF_HEAP = 32;

    /** The same in a process whose heap has so many bytes. */
    public LogLimits within(long heap) {
        return new LogLimits(lineBytes, headBytes, tailBytes, batchBytes, Math.min(totalBytes, heap / SHARE_OF_HEAP));
    }
}
