package io.carillon.worker.save;

import java.time.Duration;

/**
 * How much attempts may leave, and how often they are heard. A node has limits of its own, which are the same.
 *
 * @param checkpointBytes the largest checkpoint, as JSON in UTF-8
 * @param stepBytes the largest result of a step
 * @param steps how many steps a run may have
 * @param noteBytes where the note of a progress is cut
 * @param checkpointEvery how long it is at least from one checkpoint that is sent to the next
 * @param progressEvery the same of progress
 */
public record SaveLimits(
        int checkpointBytes,
        int stepBytes,
        int steps,
        int noteBytes,
        Duration checkpointEvery,
        Duration progressEvery) {

    public static final SaveLimits DEFAULT =
            new SaveLimits(64 << 10, 16 << 10, 100, 200, Duration.ofSeconds(5), Duration.ofSeconds(1));

    public SaveLimits withCheckpointEvery(Duration span) {
        return new SaveLimits(checkpointBytes, stepBytes, steps, noteBytes, span, progressEvery);
    }
}
