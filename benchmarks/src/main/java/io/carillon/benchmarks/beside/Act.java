package io.carillon.benchmarks.beside;

import java.time.Instant;

/** What happens in a trial: something is made ready, and from an instant on it is measured what follows. */
interface Act {

    /** Makes everything ready, and tells from when on it is measured: not before this returns. */
    Instant prepare() throws Exception;

    /** Returns when there is nothing left to measure. */
    void await() throws Exception;
}
