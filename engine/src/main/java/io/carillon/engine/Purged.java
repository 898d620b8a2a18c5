package io.carillon.engine;

import io.carillon.model.RunId;
import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link PurgeSlice}.
 *
 * @param runs how many were deleted
 * @param through the last one that was looked at; null if there is nothing behind it that may be old enough
 */
public record Purged(int runs, @Nullable RunId through) {}
