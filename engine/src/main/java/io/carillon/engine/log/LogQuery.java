package io.carillon.engine.log;

import io.carillon.model.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of a run are asked for.
 *
 * @param attempt those of attempts with this number only; null for all
 * @param after those behind this place only; null for all
 */
public record LogQuery(
        RunId run, @Nullable Integer attempt, @Nullable LogPosition after) {

    public LogQuery after(LogPosition place) {
        return new LogQuery(run, attempt, place);
    }
}
