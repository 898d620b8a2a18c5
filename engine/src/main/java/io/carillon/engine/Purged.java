package io.carillon.engine;

/**
 * What came of a {@link PurgeSlice}.
 *
 * @param runs how many were deleted
 * @param more whether there may be something left that is old enough
 */
public record Purged(int runs, boolean more) {}
