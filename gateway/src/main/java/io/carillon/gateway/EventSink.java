package io.carillon.gateway;

import io.carillon.engine.Event;

/** Where events for the core go. */
@FunctionalInterface
public interface EventSink {

    void put(Event event);
}
