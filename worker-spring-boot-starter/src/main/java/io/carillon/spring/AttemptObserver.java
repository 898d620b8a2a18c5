package io.carillon.spring;

/** Hears of the attempts of a worker. */
@FunctionalInterface
interface AttemptObserver {

    /** Nobody who cares. */
    AttemptObserver NONE = handler -> outcome -> {};

    /** An attempt has begun. */
    Ending began(String handler);

    /** How it ends. */
    @FunctionalInterface
    interface Ending {

        /** It was {@code succeeded}, {@code failed}, {@code skipped}, {@code postponed}, {@code deferred} or {@code stopped}. */
        void ended(String outcome);
    }
}
