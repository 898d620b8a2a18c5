package io.carillon.engine;

import java.time.Instant;

/**
 * How far an attempt says that it is. Its owner remembers the latest, and nobody writes it down.
 *
 * @param total what there is to do in all, 0 where nobody knows
 * @param note for people; may be empty
 * @param at when the owner heard of it
 */
public record Progress(long done, long total, String note, Instant at) {}
