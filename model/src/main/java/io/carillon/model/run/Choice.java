package io.carillon.model.run;

import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import org.jspecify.annotations.Nullable;

/**
 * How a worker was chosen for an attempt.
 *
 * @param suitable how many connected workers could have taken it, had they a slot
 * @param freeSlots how many slots the chosen one had before it got this attempt
 * @param busy how busy its machine was, in thousandths, if that counted and was known
 * @param insteadOf the one that it would have gone to, had that a slot, or had the attempt before not come to nothing there
 */
public record Choice(
        Routing.Strategy strategy,
        int suitable,
        int freeSlots,
        @Nullable Integer busy,
        @Nullable WorkerId insteadOf) {

    public Choice(Routing.Strategy strategy, int suitable, int freeSlots) {
        this(strategy, suitable, freeSlots, null, null);
    }
}
