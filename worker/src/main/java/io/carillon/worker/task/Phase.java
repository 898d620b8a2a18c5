package io.carillon.worker.task;

/** What of a run an attempt is to do. */
public enum Phase {
    /** All of it, or to find out into which shards it falls. */
    WHOLE,
    /** One shard of it. */
    SHARD,
    /** To make one result of what its shards have come to. */
    GATHER
}
