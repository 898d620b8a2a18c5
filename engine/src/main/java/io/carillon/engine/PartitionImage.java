package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import java.time.Instant;
import java.util.List;

/**
 * What a new owner reads of a partition before it takes over: everything but its runs, which are read in windows.
 *
 * @param takenAt when that was, by the clock that all nodes share, and no earlier than anything that was ever committed of it
 * @param handedOver its former owner let go of it, so that whatever it had handed out is recorded
 */
public record PartitionImage(
        Partition partition,
        Epoch epoch,
        Instant takenAt,
        Instant watermark,
        long lastId,
        List<Job> jobs,
        List<CancelledFire> cancelledAhead,
        boolean handedOver) {}
