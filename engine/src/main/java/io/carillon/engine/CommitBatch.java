package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * The writes of many steps, committed together.
 *
 * @param lane what a node commits in one lane becomes durable in its order; several lanes are committed at once
 * @param number rises with every batch of a lane in a node's life; stored with the batch, it tells later whether a commit whose
 *     reply was lost took place
 * @param at when it was first sent on its way, by its writer's time: no decision in it is later
 * @param fence the epoch that the writer believes it holds, for each partition that the batch writes
 */
public record CommitBatch(
        NodeId node, int lane, long number, Instant at, SortedMap<Partition, Epoch> fence, List<Write> writes) {}
