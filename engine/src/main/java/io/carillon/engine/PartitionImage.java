package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import java.time.Instant;

/**
 * How a partition stands when a new owner takes it over. Its jobs are read after that, and its runs in windows.
 *
 * @param takenAt when that was, by the clock that all nodes share, and no earlier than anything that was ever committed of it
 * @param handedOver its former owner let go of it, so that whatever it had handed out is recorded
 */
public record PartitionImage(
        Partition partition, Epoch epoch, Instant takenAt, Instant watermark, long lastId, boolean handedOver) {}
