package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import io.carillon.gateway.SharedTime;
import io.carillon.simulation.check.Happening;
import io.carillon.worker.core.Limits;
import java.time.InstantSource;
import java.util.function.Consumer;

/** What of the made-up world a test may replace, to put a known bug back. The plain one replaces nothing. */
class Variation {

    Database database(Timeline timeline, Consumer<Happening> witness) {
        return new Database(timeline, witness);
    }

    /** The habits of a node's process, made anew by every start of it. */
    NodeHabits habits(SimulatedNode node) {
        return NodeHabits.GOOD;
    }

    /** The time that a node's process goes by. */
    InstantSource time(SharedTime shared, InstantSource wall) {
        return shared;
    }

    /** How much a worker keeps and remembers. */
    Limits limits() {
        return Limits.DEFAULT;
    }
}
