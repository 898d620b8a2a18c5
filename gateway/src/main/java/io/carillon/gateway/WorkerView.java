package io.carillon.gateway;

import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import java.time.Instant;

/** A connected worker as people see it. */
public record WorkerView(WorkerFacts facts, Instant connectedAt, int running, WorkerLoad load, boolean draining) {}
