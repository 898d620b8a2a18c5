package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** How often each kind of fault happened. */
final class FaultLog {

    private final EnumMap<Fault, Long> counts = new EnumMap<>(Fault.class);
    private final Timeline timeline;

    FaultLog(Timeline timeline) {
        this.timeline = timeline;
    }

    void add(Fault fault) {
        counts.merge(fault, 1L, Long::sum);
        timeline.tell("fault: " + fault);
    }

    Map<Fault, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
