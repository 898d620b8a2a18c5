package io.carillon.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself with each beat, for the others and for people. A node of an earlier version says nothing of it.
 *
 * @param address where other nodes and workers reach it, as HOST:PORT; null until its port is open
 * @param skew how far its machine's clock is ahead of the clock that all nodes share; negative if it is behind
 * @param lateness the longest that a run of the last minute waited for its hand-out after its instant
 */
public record NodeCard(
        @Nullable String address,
        @Nullable String version,
        @Nullable Instant startedAt,
        @Nullable Duration skew,
        @Nullable Duration lateness) {

    public static final NodeCard BLANK = new NodeCard(null, null, null, null, null);
}
