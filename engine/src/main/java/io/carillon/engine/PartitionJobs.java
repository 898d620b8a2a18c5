package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import java.util.List;

/**
 * The jobs of a partition, all of them.
 *
 * @param jobs in the order of their ids
 * @param cancelledAhead fires that were cancelled and are not due yet, which nobody may record again
 */
public record PartitionJobs(Partition partition, List<Job> jobs, List<CancelledFire> cancelledAhead) {}
