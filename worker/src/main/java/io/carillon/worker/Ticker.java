package io.carillon.worker;

import java.time.Duration;

/** Elapsed time since some origin: never set, never stepped, of no meaning outside the process. */
@FunctionalInterface
public interface Ticker {

    Duration elapsed();
}
