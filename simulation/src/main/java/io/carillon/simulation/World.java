package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import io.carillon.simulation.check.Happening;
import java.util.function.Consumer;

/** What everything in one simulation shares. */
record World(
        Plan plan,
        Variation variation,
        Timeline timeline,
        Chance chance,
        Network network,
        Database database,
        StoreFaults storeFaults,
        FrameFaults frameFaults,
        TaskFaults taskFaults,
        FaultLog log,
        Consumer<Happening> witness) {

    void see(Happening happening) {
        witness.accept(happening);
    }
}
