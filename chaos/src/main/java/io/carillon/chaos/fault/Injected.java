package io.carillon.chaos.fault;

import java.time.Instant;

/** A fault that was done, and how long it lasted: until what was broken was whole again, though not yet recovered. */
public record Injected(Fault fault, Instant began, Instant ended) {}
