package io.carillon.server.node;

import java.util.function.LongSupplier;

/** Nanoseconds that only ever go on: the one place where this program reads a clock. */
public final class SystemTicker implements LongSupplier {

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
