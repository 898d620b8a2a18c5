package io.carillon.model.run;

import io.carillon.model.RunId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What came after a run had ended.
 *
 * @param dead why it is a dead letter; null if it is none, or none any more
 * @param compensatedBy the run that makes up for it
 * @param rerunBy the last run that was asked for to do its work again
 * @param discardedAt when it was taken off the list of dead letters
 */
public record Sequel(
        @Nullable DeadReason dead,
        @Nullable RunId compensatedBy,
        @Nullable RunId rerunBy,
        @Nullable Instant discardedAt) {

    public static final Sequel NONE = new Sequel(null, null, null, null);

    public Sequel with(Mark mark) {
        return switch (mark) {
            case Mark.Dead died -> new Sequel(died.reason(), compensatedBy, rerunBy, discardedAt);
            case Mark.CompensatedBy by -> new Sequel(null, by.run(), rerunBy, discardedAt);
            case Mark.RerunBy by -> new Sequel(null, compensatedBy, by.run(), discardedAt);
            case Mark.Discarded discarded ->
                dead == null ? this : new Sequel(null, compensatedBy, rerunBy, discarded.at());
        };
    }
}
