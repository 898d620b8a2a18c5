package io.carillon.engine;

import io.carillon.model.JobId;
import java.time.Instant;

/** A fire that was recorded ahead and cancelled before it was due: whatever becomes of its job, it is not recorded again. */
public record CancelledFire(JobId job, int trigger, Instant scheduledAt) {}
