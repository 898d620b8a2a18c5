package io.carillon.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** True time, which only moves from one event to the next: by instant, and among equals in the order in which they were set. */
final class Timeline {

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::number));
    private final Trace trace;
    private Instant now;
    private long lastNumber;

    Timeline(Instant start, Trace trace) {
        this.now = start;
        this.trace = trace;
    }

    private record Entry(Instant at, long number, String what, Runnable action) {}

    Instant now() {
        return now;
    }

    Trace trace() {
        return trace;
    }

    void at(Instant instant, String what, Runnable action) {
        entries.add(new Entry(instant.isBefore(now) ? now : instant, ++lastNumber, what, action));
    }

    void after(Duration span, String what, Runnable action) {
        at(now.plus(span), what, action);
    }

    /** Says something in the trace. */
    void tell(String what) {
        trace.add(now, what);
    }

    /** Lets everything happen that is set by an instant. */
    void runUntil(Instant instant) {
        for (Entry next = entries.peek(); next != null && !next.at().isAfter(instant); next = entries.peek()) {
            entries.poll();
            now = next.at();
            trace.add(now, next.what());
            next.action().run();
        }
        now = instant;
    }
}
