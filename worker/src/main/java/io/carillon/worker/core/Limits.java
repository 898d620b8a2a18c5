package io.carillon.worker.core;

/**
 * How much of anything a worker keeps or sends, in bytes of UTF-8 unless it says otherwise.
 *
 * @param resultBytes the largest result of an attempt; a larger one is a failure
 * @param messageBytes where the message of a failure is cut
 * @param detailBytes where the detail of a failure, usually a stack trace, is cut
 * @param frameBytes the size at which a frame of reports is sent and another begun
 * @param keptBytes how much may wait for acknowledgement before new work is refused
 * @param keptResults how many results may wait for acknowledgement before new work is refused
 * @param rememberedRuns how many runs' newest tokens are remembered after their attempts are forgotten
 */
public record Limits(
        int resultBytes,
        int messageBytes,
        int detailBytes,
        int frameBytes,
        long keptBytes,
        int keptResults,
        int rememberedRuns) {

    /** What still goes in one frame together with others. */
    public static final int MAX_RESULT_BYTES = 2 << 20;

    /** How many shards a task may split its run into, and how large what they have for themselves may be together. */
    static final int MAX_ITEMS = 10_000;

    static final int MAX_ITEMS_BYTES = 1 << 20;

    public static final Limits DEFAULT = new Limits(256 << 10, 4 << 10, 16 << 10, 1 << 20, 64 << 20, 16_384, 32_768);

    public Limits withResultBytes(int bytes) {
        return new Limits(bytes, messageBytes, detailBytes, frameBytes, keptBytes, keptResults, rememberedRuns);
    }
}
