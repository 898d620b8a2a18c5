package io.carillon.engine;

import io.carillon.model.NodeId;
import java.time.Instant;

/**
 * A node as the cluster knows it.
 *
 * @param leaseUntil when its lease ends, or has ended, by the clock that all nodes share
 */
public record NodeStatus(NodeId id, NodeCard card, boolean leaving, Instant leaseUntil) {}
