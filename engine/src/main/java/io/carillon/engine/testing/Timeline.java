package io.carillon.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** True time, which only moves from one event to the next: by instant, and among equals in the order in which they were set. */
public final class Timeline {

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparing(Entry::at).thenComparingLong(Entry::number));
    private final TestingClock clock;
    private final BiConsumer<Instant, String> trace;
    private long lastNumber;

    /**
     * A timeline on which nothing is set yet.
     *
     * @param clock turned by what happens, and by nobody else
     * @param trace told of everything that happens
     */
    public Timeline(TestingClock clock, BiConsumer<Instant, String> trace) {
        this.clock = clock;
        this.trace = trace;
    }

    private record Entry(Instant at, long number, String what, Runnable action) {}

    public Instant now() {
        return clock.instant();
    }

    public void at(Instant instant, String what, Runnable action) {
        entries.add(new Entry(instant.isBefore(now()) ? now() : instant, ++lastNumber, what, action));
    }

    public void after(Duration span, String what, Runnable action) {
        at(now().plus(span), what, action);
    }

    /** Says something in the trace. */
    public void tell(String what) {
        trace.accept(now(), what);
    }

    /** Lets everything happen that is set by an instant. */
    public void runUntil(Instant instant) {
        if (!runUntil(instant, () -> false)) {
            clock.set(instant);
        }
    }

    /** Lets things happen that are set by an instant, until it is enough. Answers whether it was: then time stands where that was seen. */
    public boolean runUntil(Instant instant, BooleanSupplier enough) {
        while (!enough.getAsBoolean()) {
            Entry next = entries.peek();
            if (next == null || next.at().isAfter(instant)) {
                return false;
            }
            entries.poll();
            clock.set(next.at());
            trace.accept(next.at(), next.what());
            next.action().run();
        }
        return true;
    }
}
