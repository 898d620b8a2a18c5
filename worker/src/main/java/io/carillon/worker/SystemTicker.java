package io.carillon.worker;

import java.time.Duration;

/** The one place in a worker that reads the machine's monotonic clock. */
final class SystemTicker implements Ticker {

    private final long origin = System.nanoTime();

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - origin);
    }
}
