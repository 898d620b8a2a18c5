package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * A request for the next live runs of some partitions, in the order in which they are due.
 *
 * @param afterDue the key of the last run that was read; null from the beginning
 * @param afterId the second half of that key
 * @param through no run that is due later
 */
public record RunWindow(
        SortedSet<Partition> partitions,
        @Nullable Instant afterDue,
        @Nullable RunId afterId,
        Instant through,
        int limit) {}
