package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Instant;

/** Who owns a partition, and up to where its fires are recorded. */
public record PartitionStatus(Partition partition, NodeId owner, Epoch epoch, Instant watermark) {}
