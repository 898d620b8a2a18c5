package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Instant;

/** An attempt that a worker says it holds. */
public record HeldAttempt(RunId run, Token token, Instant startedAt) {}
