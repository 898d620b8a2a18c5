package io.carillon.simulation;

import io.carillon.engine.Effect;
import io.carillon.engine.Event;
import io.carillon.engine.Settings;
import io.carillon.gateway.LogSink;
import java.util.List;

/**
 * How a node's shell passes on what it hears and carries out what it is told. The habits of a real node change nothing; a test
 * puts a known bug back by other ones.
 */
interface NodeHabits {

    NodeHabits GOOD = new NodeHabits() {};

    /** What the core hears of an event. */
    default List<Event> hear(Event event) {
        return List.of(event);
    }

    /** What the shell makes of the effects of a step. */
    default List<Effect> carryOut(List<Effect> effects) {
        return effects;
    }

    /** Where what runs say goes. */
    default LogSink logsTo(LogSink logs) {
        return logs;
    }

    default Settings settings(Settings settings) {
        return settings;
    }
}
