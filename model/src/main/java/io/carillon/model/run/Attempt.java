package io.carillon.model.run;

import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import java.time.Instant;

/** One hand-out of a run to a worker. */
public record Attempt(Token token, WorkerId worker, Instant handedOutAt) {}
