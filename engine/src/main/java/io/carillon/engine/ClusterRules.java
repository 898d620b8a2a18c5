package io.carillon.engine;

import java.time.Duration;

/**
 * What all nodes of a cluster must agree about, or they would undo each other's work.
 *
 * @param partitions how many there are, from the first start of the cluster on for ever
 * @param lease how long a node that says nothing counts as alive
 */
public record ClusterRules(int partitions, Duration lease) {}
