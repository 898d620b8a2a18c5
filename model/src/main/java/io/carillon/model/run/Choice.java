package io.carillon.model.run;

import io.carillon.model.job.Routing;

/**
 * How a worker was chosen for an attempt.
 *
 * @param suitable how many connected workers could have taken it, had they a slot
 * @param freeSlots how many slots the chosen one had before it got this attempt
 */
public record Choice(Routing.Strategy strategy, int suitable, int freeSlots) {}
