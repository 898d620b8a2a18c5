package io.carillon.worker.core;

import java.time.Duration;
import java.time.Instant;

/** The present by both clocks: wall time for what people read, elapsed time for every decision. */
public record Moment(Instant wall, Duration elapsed) {}
