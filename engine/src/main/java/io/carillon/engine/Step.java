package io.carillon.engine;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a step gave.
 *
 * @param effects to be carried out in this order
 * @param wakeUp when the core wants its next {@link Event.Tick} if nothing else happens; null is never
 */
public record Step(List<Effect> effects, @Nullable Instant wakeUp) {}
