package io.carillon.engine;

import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunError;
import java.time.Instant;

/** What is kept of an attempt that did not end its run well. */
public record FailedAttempt(Attempt attempt, Instant endedAt, RunError error) {}
