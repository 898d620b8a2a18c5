package io.carillon.client;

import org.jspecify.annotations.Nullable;

/**
 * Which lines of a run to read.
 *
 * @param attempt of this attempt only; null for all
 * @param contains with this text only, whatever its case; null for all
 */
public record LogFilter(@Nullable Integer attempt, @Nullable String contains) {

    public static final LogFilter ALL = new LogFilter(null, null);
}
