package io.carillon.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** How the thread of a task waits for an answer. Where time is made up, it passes meanwhile for everybody else. */
@FunctionalInterface
public interface Patience {

    /** Waits by the clock on the wall. */
    Patience REAL = (answer, atMost) -> {
        try {
            if (atMost == null) {
                answer.get();
            } else {
                answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException broken) {
            throw new IllegalStateException("an answer that only ever completes has failed", broken);
        }
    };

    /**
     * Returns when the answer is there or the time is over.
     *
     * @param atMost null for as long as it takes
     * @return whether the answer is there
     */
    boolean await(CompletableFuture<?> answer, @Nullable Duration atMost) throws InterruptedException;
}
