package io.carillon.chaos.check;

import java.time.Instant;
import java.util.List;

/** A time during which a job fired by one rule: after the one instant, through the other, as the acknowledgements of its changes said. */
public record Stretch(FireRule rule, Instant after, Instant through) {

    List<Instant> fires() {
        return rule.between(after, through);
    }
}
