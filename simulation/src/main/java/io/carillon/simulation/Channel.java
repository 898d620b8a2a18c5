package io.carillon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;

/**
 * One direction of a stream, with what is on its way. It keeps its order. While the way is cut, what was sent waits, as TCP
 * would send it again; a half-open channel swallows everything.
 */
final class Channel {

    private final Network network;
    private final String from;
    private final String to;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private Instant last;
    private boolean swallowing;

    Channel(Network network, String from, String to) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.last = network.timeline().now();
    }

    /** @param arrival what happens at the other end */
    void send(Runnable arrival) {
        if (swallowing) {
            return;
        }
        if (network.isCut(from, to) || !held.isEmpty()) {
            held.add(arrival);
        } else {
            deliver(arrival);
        }
    }

    /** Sends something out of its turn: what is behind it may overtake it. */
    void sendLate(Runnable arrival, Duration delay) {
        if (!swallowing) {
            network.timeline().after(delay, from + " reaches " + to + " late", () -> arrive(arrival));
        }
    }

    void flush() {
        while (!held.isEmpty() && !network.isCut(from, to)) {
            deliver(held.remove());
        }
    }

    /** From now on nothing arrives, and nobody is told. */
    void swallow() {
        swallowing = true;
        held.clear();
    }

    private void deliver(Runnable arrival) {
        Instant at = network.timeline().now().plus(network.delay());
        last = at.isAfter(last) ? at : last;
        network.timeline().at(last, from + " reaches " + to, () -> arrive(arrival));
    }

    private void arrive(Runnable arrival) {
        if (!swallowing) {
            arrival.run();
        }
    }
}
