package io.carillon.server.node;

import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Nanoseconds that only ever go on: the one place where this program reads a clock. What the machine believes about the time of day is
 * read here as well, for people to see how wrong it is; nothing is decided by it.
 */
public final class SystemTicker implements LongSupplier {

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }

    Instant machineTime() {
        return Instant.now();
    }
}
