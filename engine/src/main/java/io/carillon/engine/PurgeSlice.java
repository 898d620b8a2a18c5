package io.carillon.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request to keep house: to delete old history, a bounded part of it, and to make room for what is to come, so that no commit has to. History lies in days, and goes a day at a time: a day of UTC, as a whole, once
 * all of it lies before the bound.
 *
 * @param at the present
 * @param before what ended on a day before this instant's goes; null keeps all of it
 * @param deadBefore the same for dead letters; null keeps them all
 * @param logsBefore what was said on a day before this instant's goes; null keeps all of it
 * @param limit how many rows to deal with
 */
public record PurgeSlice(
        Instant at,
        @Nullable Instant before,
        @Nullable Instant deadBefore,
        @Nullable Instant logsBefore,
        int limit) {

    /** One that keeps all that was said. */
    public PurgeSlice(Instant at, @Nullable Instant before, @Nullable Instant deadBefore, int limit) {
        this(at, before, deadBefore, null, limit);
    }
}
