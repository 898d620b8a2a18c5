package io.carillon.store;

import java.time.Duration;

/** What servers of different makers say alike: rows are locked one by one, each statement travels, and a table is dropped at once. */
interface ServerDialect extends Dialect {

    @Override
    default String rowLock() {
        return " FOR UPDATE";
    }

    @Override
    default boolean dropsAtOnce() {
        return true;
    }

    @Override
    default Duration longestRead() {
        return Duration.ofMinutes(1);
    }
}
