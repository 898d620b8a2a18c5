package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a partition, and how far it has come.
 *
 * @param owner null if its last owner has handed it over and nobody has taken it yet
 */
public record PartitionStatus(Partition partition, @Nullable NodeId owner, Epoch epoch, Instant watermark) {}
