package io.carillon.model.run;

import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One hand-out of a run to a worker.
 *
 * @param choice why this worker; null if nobody recorded it, as when a worker claims what a former owner gave it
 */
public record Attempt(
        Token token,
        WorkerId worker,
        Instant handedOutAt,
        @Nullable Choice choice) {

    public Attempt(Token token, WorkerId worker, Instant handedOutAt) {
        this(token, worker, handedOutAt, null);
    }
}
